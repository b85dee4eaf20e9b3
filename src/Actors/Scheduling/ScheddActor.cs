using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Asks the schedd for its name, so that no create has to, and counts the pods of this node whose jobs belong to another schedd. Health and
/// log say how many there are.
/// </summary>
internal sealed class ScheddActor : ReceiveActor, IWithTimers
{
    private sealed record Tick;

    /// <summary>The name changes only with HTCondor's configuration. While it is not known, it is asked for at each tick.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    private readonly ICondorScheduler _scheduler;
    private readonly CondorBoard _board;
    private readonly PodStates _pods;
    private readonly ActorsOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<string?> _trouble;
    private readonly ILogger _log;
    private CondorFailure? _failure;
    private long _askedAt;
    private int _before;
    private string? _told;

    /// <param name="scheduler">The port.</param>
    /// <param name="board">Gets the name.</param>
    /// <param name="pods">The pods of this node.</param>
    /// <param name="limit">The tool has a limit of its own. A query that takes longer than this hangs, and the next one follows.</param>
    /// <param name="options">The interval of the counts, and the schedds whose place this one has taken.</param>
    /// <param name="clock">The time.</param>
    /// <param name="trouble">Reports pods of other schedds, or that the name is not known; null reports that neither is so.</param>
    /// <param name="log">Gets one entry when there are pods of other schedds, and one when there are none any more.</param>
    public ScheddActor(
        ICondorScheduler scheduler,
        CondorBoard board,
        PodStates pods,
        TimeSpan limit,
        ActorsOptions options,
        TimeProvider clock,
        Action<string?> trouble,
        ILogger<ScheddActor> log
    )
    {
        (_scheduler, _board, _pods, _options, _clock, _trouble, _log) = (scheduler, board, pods, options, clock, trouble, log);
        Receive<Tick>(_ =>
        {
            if (_board.Schedd is not null && clock.GetElapsedTime(_askedAt) < AskAgain)
                Count();
            else
                _scheduler.ScheddAsync(CancellationToken.None).WaitAsync(limit, clock).PipeTo(Self, failure: Failed);
        });
        Receive<ScheddQuery>(answer =>
        {
            (_askedAt, _failure) = (clock.GetTimestamp(), answer.Failure);
            if (answer.Name is { } name)
                _board.ShowSchedd(name);
            Count();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(new Tick());

    private static ScheddQuery Failed(Exception fault) =>
        new(null, new CondorFailure(CondorFailureKind.Failed, "condor_status", null, fault.GetType().Name));

    private void Count()
    {
        Timers.StartSingleTimer(nameof(Tick), new Tick(), _options.PollInterval);
        if (_board.Schedd is not { } asked)
        {
            _trouble($"the schedd has not said its name ({_failure!.Program}: {_failure.Kind})");
            return;
        }
        var others = _pods.All.Select(pod => pod.Pod).Where(pod => MayHaveJobs(pod) && ScheddRules.IsOfAnother(pod, asked, _options));
        var (count, names) = (0, new HashSet<ScheddName>());
        foreach (var pod in others)
        {
            count++;
            names.Add(pod.Schedd!);
        }
        var named = string.Join(", ", names.Select(name => name.Value).Order(StringComparer.Ordinal));
        _trouble(
            count > 0 ? $"{count} pods wait: their jobs belong to {named}, and the sidecar asks {asked}"
            // While the queue cannot be listed either, that is reported.
            : _failure is { } failure && _board.QueueTrouble is null
                ? $"the schedd does not say its name any more ({failure.Program}: {failure.Kind})"
            : null
        );
        // During a start the pods come one after the other.
        if (count == _before)
            Tell(count, named, asked);
        _before = count;
    }

    private void Tell(int count, string names, ScheddName asked)
    {
        if (count > 0 && _told != names)
            _log.PodsOfOtherSchedds(PodReasons.OtherSchedd, count, names, asked.Value);
        else if (count == 0 && _told is { } over)
            _log.NoPodsOfOtherSchedds(over);
        _told = count > 0 ? names : null;
    }

    private static bool MayHaveJobs(PodState pod) =>
        pod.Stage is Stage.Accepted or Stage.Released or Stage.Deleting || pod is { Stage: Stage.Finished, JobHasLeft: false };
}
