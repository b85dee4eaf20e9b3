using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// Finds forgotten pods. The Virtual Kubelet asks every few seconds for every pod that has not ended, and deletes a pod only once. If that
/// delete comes while no sidecar runs, nobody mentions the pod again, and its job would run to its end. Only time in which other pods are
/// asked for counts. The Virtual Kubelet does not ask for ended pods, so an ended pod counts as forgotten when it is very old.
/// </summary>
internal sealed class ForgottenPodsActor : ReceiveActor, IWithTimers
{
    /// <summary>The number of rounds into which <see cref="ActorsOptions.ForgottenAfter"/> is divided.</summary>
    private const int Rounds = 60;

    private readonly IActorRef _pods;
    private readonly StatusBoard _board;
    private readonly ActorsOptions _options;
    private readonly Action<string?> _trouble;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private HashSet<PodUid> _known = [];
    private HashSet<PodUid> _knownEnded = [];

    /// <param name="pods">The shard region.</param>
    /// <param name="board">Knows which pods are asked for.</param>
    /// <param name="options">Set after which time a pod is forgotten, and whether it is then removed.</param>
    /// <param name="trouble">Reports the number of forgotten pods to the health board; null reports that there are none.</param>
    /// <param name="clock">For the age of ended pods.</param>
    /// <param name="log">Gets one entry for each forgotten pod.</param>
    public ForgottenPodsActor(
        IActorRef pods,
        StatusBoard board,
        ActorsOptions options,
        Action<string?> trouble,
        TimeProvider clock,
        ILogger<ForgottenPodsActor> log
    )
    {
        (_pods, _board, _options, _trouble, _clock, _log) = (pods, board, options, trouble, clock, log);
        Receive<Look>(_ => Find());
        Receive<DeletionAccepted>(_ => { });
        // The next round finds the pod again.
        Receive<DeletionNotAccepted>(_ =>
        {
            _known.Clear();
            _knownEnded.Clear();
        });
        Timers.StartPeriodicTimer(nameof(Look), new Look(), options.ForgottenAfter / Rounds);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private void Find()
    {
        var forgotten = _board.NextRound(Rounds);
        foreach (var uid in forgotten.Where(uid => !_known.Contains(uid)))
        {
            ReportForgotten(
                uid,
                $"nobody has asked for its status for {Amount(_options.ForgottenAfter.TotalMinutes)} minutes, while other pods "
                    + "were asked for. "
                    + "It was probably deleted in Kubernetes while no sidecar ran"
            );
        }
        _known = [.. forgotten];
        ReportEnded();
        _trouble(
            forgotten.Count == 0 || _options.RemovesForgotten
                ? null
                : (forgotten.Count == 1 ? "1 pod is" : $"{forgotten.Count} pods are")
                    + " not asked for by interLink any more; the log names them"
        );
    }

    // The answer to a ping does not mention these pods: a site may keep completed pods in Kubernetes for months.
    private void ReportEnded()
    {
        if (_options.ForgottenEndedAfter == TimeSpan.Zero)
            return;
        var ended = _board.EndedLongAgo(Rounds, _clock.GetUtcNow(), _options.ForgottenEndedAfter);
        foreach (var uid in ended.Where(uid => !_knownEnded.Contains(uid)))
            ReportForgotten(uid, $"it ended more than {Amount(_options.ForgottenEndedAfter.TotalDays)} days ago and was never deleted");
        _knownEnded = [.. ended];
    }

    private void ReportForgotten(PodUid uid, string why)
    {
        _log.PodForgotten(
            new LoggedPod(uid),
            why,
            _options.RemovesForgotten ? "It is removed (ForgottenPods: remove)" : "It stays as it is (ForgottenPods: report)"
        );
        if (_options.RemovesForgotten)
            _pods.Tell(new DeletePod(uid) { Caller = PodCaller.ForgottenPods });
    }

    private static string Amount(double value) => value.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Look;
}
