using Akka.Actor;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Sharding;

/// <summary>
/// Finds pods that nobody asks for any more. The Virtual Kubelet asks for every pod that has not ended, every few seconds. It deletes a pod
/// once. A pod that was deleted while no sidecar ran is never heard of again, and its job would run to its end. Only time in which other
/// pods are asked for counts.
/// </summary>
internal sealed class ForgottenPodsActor : ReceiveActor, IWithTimers
{
    /// <summary>The time that a pod may be unasked for is counted in so many rounds.</summary>
    private const int Rounds = 60;

    private readonly IActorRef _pods;
    private readonly StatusBoard _board;
    private readonly ActorsOptions _options;
    private readonly Action<string?> _trouble;
    private readonly ILogger _log;
    private HashSet<PodUid> _known = [];

    /// <param name="pods">The shard region.</param>
    /// <param name="board">Knows which pods are asked for.</param>
    /// <param name="options">Say after which time a pod is forgotten, and whether it is removed then.</param>
    /// <param name="trouble">Is told how many there are, null for none.</param>
    /// <param name="log">Names each of them once.</param>
    public ForgottenPodsActor(IActorRef pods, StatusBoard board, ActorsOptions options, Action<string?> trouble, ILogger<ForgottenPodsActor> log)
    {
        (_pods, _board, _options, _trouble, _log) = (pods, board, options, trouble, log);
        Receive<Look>(_ => Find());
        Receive<DeletionAccepted>(_ => { });
        // It is found again in the next round.
        Receive<DeletionNotAccepted>(_ => _known.Clear());
        Timers.StartPeriodicTimer(nameof(Look), new Look(), options.ForgottenAfter / Rounds);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private void Find()
    {
        var forgotten = _board.NextRound(Rounds);
        foreach (var uid in forgotten.Where(uid => !_known.Contains(uid))) Name(uid);
        _known = [.. forgotten];
        _trouble(forgotten.Count == 0 || _options.RemovesForgotten ? null : $"{forgotten.Count} pods are not asked for by interLink any more; the log names them");
    }

    private void Name(PodUid uid)
    {
        _log.LogWarning(
            "pod {Pod}: nobody has asked for its status for {Minutes} minutes, while other pods were asked for. It was probably deleted in Kubernetes while no sidecar "
            + "ran. {What}",
            uid, _options.ForgottenAfter.TotalMinutes.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture),
            _options.RemovesForgotten ? "It is removed (ForgottenPods: remove)" : "It stays as it is (ForgottenPods: report)");
        if (_options.RemovesForgotten) _pods.Tell(new DeletePod(uid));
    }

    private sealed record Look;
}
