using System.Collections.ObjectModel;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>How far a pod has come. Durable: it follows from the durable facts alone.</summary>
internal enum Stage
{
    /// <summary>Never heard of (or being prepared: nothing durable yet).</summary>
    New,

    /// <summary>Ours; no job elected yet.</summary>
    Accepted,

    /// <summary>One job elected, and let through the gate.</summary>
    Released,

    /// <summary>Every container has ended.</summary>
    Finished,

    /// <summary>The scheduler said no.</summary>
    Refused,

    /// <summary>A delete was heard; the job and the files are going.</summary>
    Deleting,

    /// <summary>Deleted, but for its logs, which the site keeps for a while.</summary>
    Retained,

    /// <summary>A tombstone.</summary>
    Deleted,
}

/// <summary>The one call that is under way for a pod: never two at a time, so each answer is understood.</summary>
internal enum Step
{
    None,
    Writing,
    Submitting,
    Looking,
    Releasing,
    Removing,
    Reading,
    Acknowledging,
    DiscardingFiles,
    RemovingFiles,
}

/// <summary>Looks that did not find the job.</summary>
/// <param name="Times">In a row.</param>
/// <param name="Since">The first of them, of those that nothing unknown lies between.</param>
/// <param name="At">The last.</param>
internal sealed record Absence(int Times, DateTimeOffset Since, DateTimeOffset At);

/// <summary>All that is known of one pod. Immutable; changed by <see cref="Apply"/> only.</summary>
internal sealed record PodState
{
    public required PodUid Uid { get; init; }
    public Stage Stage { get; init; }
    public Step Step { get; init; }

    /// <summary>Of the last step that was taken; its answer carries the number. No two lives of the pod's actor use one number.</summary>
    public long StepNumber { get; init; }
    public PodOutline? Outline { get; init; }
    public int Attempt { get; init; }
    public JobId? Job { get; init; }

    /// <summary>Its name that is never given again: the ids of a queue that was restored from a backup are.</summary>
    public string? GlobalJobId { get; init; }

    /// <summary>What the queue or history showed last of <see cref="Job"/>.</summary>
    public JobAd? Ad { get; init; }

    /// <summary>
    /// Since when the job has been in the state of <see cref="Ad"/>: since this process saw it begin, or as the schedd says, where it was
    /// so at the first sight. The schedd's clock may be another machine's, so it is not believed where it is ahead.
    /// </summary>
    public DateTimeOffset? InStateSince { get; init; }

    /// <summary>Spooled jobs whose files have not come yet, and when each was first seen.</summary>
    public IReadOnlyDictionary<JobId, DateTimeOffset> Spooling { get; init; } = ReadOnlyDictionary<JobId, DateTimeOffset>.Empty;

    public RunView Run { get; init; } = RunView.Empty;

    /// <summary>Since when the output of the job, which has ended, is looked for in vain.</summary>
    public DateTimeOffset? OutputMissedSince { get; init; }

    /// <summary>Seen in this life of the process: that the job had not started yet. Nothing but waiting was told before that.</summary>
    public bool SeenBeforeItsStart { get; init; }

    /// <summary>So is what was told before this life of the process.</summary>
    public bool RunIsKnown => SeenBeforeItsStart || Run.RunId is not null;

    /// <summary>What the job's runs before this one told of containers: an end that was told stays told until this run tells
    /// another.</summary>
    public RunView Earlier { get; init; } = RunView.Empty;

    /// <summary>Nodes that could run no container of this pod, by HTCondor's names; the last ones.</summary>
    public IReadOnlyList<string> AvoidedNodes { get; init; } = [];

    /// <summary>The run whose node the job was sent away from last.</summary>
    public string? RunMovedAway { get; init; }

    /// <summary>How often containers were started again up to this run: by the runner, and by HTCondor, which starts all of them
    /// again.</summary>
    public IReadOnlyDictionary<string, int> RestartsBefore { get; init; } = ReadOnlyDictionary<string, int>.Empty;

    /// <summary>The run that the stream showed when <see cref="Ad"/> was seen: a later one is news that the queue does not have
    /// yet.</summary>
    public string? RunWhenAdWasSeen { get; init; }

    /// <summary>Set while the job is no longer in the queue and its end is looked for in the history.</summary>
    public JobGoneFromQueue? Gone { get; init; }

    /// <summary>Null: no look that could tell has failed to find the job since one did.</summary>
    public Absence? Missed { get; init; }

    public int RefusedSubmits { get; init; }
    public bool MayResubmit { get; init; }

    /// <summary>Calls that failed in a row: the back-off.</summary>
    public int Failures { get; init; }
    public CondorFailure? LastFailure { get; init; }

    public string? Refusal { get; init; }
    public PodFinished? End { get; init; }
    public bool JobHasLeft { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Looks in a row that saw the pod's jobs on their way out of the queue.</summary>
    public int LooksWhileLeaving { get; init; }

    /// <summary>Deleted, and never accepted.</summary>
    public bool WasNeverAccepted { get; init; }

    /// <summary>This step, and no later one, waits for its answer.</summary>
    public bool IsCurrentStep(long step) => Step != Step.None && StepNumber == step;

    /// <summary>It is the job that was elected, and not another that was given its id.</summary>
    public bool IsElected(JobAd ad) => ad.Id == Job && (ad.GlobalJobId is null || GlobalJobId is null || ad.GlobalJobId == GlobalJobId);

    public static PodState Of(PodUid uid) => new() { Uid = uid };

    /// <summary>Total and pure: replay gives the same state as the life that wrote the facts.</summary>
    public PodState Apply(PodFact fact) =>
        fact switch
        {
            PodAccepted f => this with { Stage = Stage.Accepted, Outline = WithSharedUid(f.Outline), Refusal = null, RefusedSubmits = 0 },
            SubmitIntended f => this with { Attempt = f.Attempt, MayResubmit = false },
            ReleaseDecided f => this with
            {
                Stage = Stage.Released,
                Job = f.Job,
                GlobalJobId = f.GlobalJobId,
                Spooling = ReadOnlyDictionary<JobId, DateTimeOffset>.Empty,
                RefusedSubmits = 0,
                MayResubmit = false,
            },
            JobVoided => this with { Stage = Stage.Accepted, Job = null, GlobalJobId = null, Ad = null, Gone = null, Run = RunView.Empty },
            SubmitRefused f => this with { Stage = Stage.Refused, Refusal = f.Words },
            PodFinished f => this with { Stage = Stage.Finished, End = f },
            JobLeft => this with { JobHasLeft = true },
            DeletionAsked => this with { Stage = Stage.Deleting },
            LogsRetained f => this with { Stage = Stage.Retained, DeletedAt = f.At },
            PodDeleted f => Of(Uid) with { Stage = Stage.Deleted, DeletedAt = f.At, StepNumber = StepNumber },
            UnknownPodDeleted => Of(Uid) with { Stage = Stage.Deleted, WasNeverAccepted = true, StepNumber = StepNumber },
            StepTaken f => this with { Step = f.Step, StepNumber = f.Step == Step.None ? StepNumber : StepNumber + 1 },
            CreateStarted f => this with { Outline = WithSharedUid(f.Outline) },
            CallEnded f => this with { Failures = f.Failure is null ? 0 : Failures + 1, LastFailure = f.Failure },
            SubmitTried f => WithSubmitResult(f.Failure),
            ResubmitAllowed => this with { MayResubmit = true },
            JobAdUpdated f => WithJobAd(f),
            JobsSpooling f => this with { Spooling = f.Jobs.ToDictionary(job => job, job => Spooling.GetValueOrDefault(job, f.At)) },
            JobsBeingRemoved f => this with { LooksWhileLeaving = f.IsSo ? LooksWhileLeaving + 1 : 0 },
            NodeLeft f => this with { RunMovedAway = f.Run },
            OutputAbsent f => this with { OutputMissedSince = OutputMissedSince ?? f.At },
            JobGoneFromQueue f => this with { Gone = f },
            JobAbsent f => this with
            {
                Missed = new((Missed?.Times ?? 0) + 1, Missed is { } before && f.At - before.At <= f.Within ? before.Since : f.At, f.At),
            },
            // An empty stream tells nothing: not written yet, truncated for another run that has not begun to speak, or made anew by
            // HTCondor where the folder is away.
            RunViewUpdated { Run.RunId: null } => this,
            RunViewUpdated f => (
                Run.RunId is null ? WithFirstRun(f)
                : f.Run.RunId == Run.RunId ? this with { Run = f.Run }
                : WithNextRun(f)
            ).WithAvoidedNodes(f),
            _ => throw new ArgumentOutOfRangeException(nameof(fact), fact.GetType().Name),
        };

    // One UID of two that are equal is enough for as long as the pod lives.
    private PodOutline? WithSharedUid(PodOutline? outline) => outline is { } mine && mine.Uid == Uid ? mine with { Uid = Uid } : outline;

    private PodState WithJobAd(JobAdUpdated seen) =>
        WithJobAd(seen.Ad) with
        {
            InStateSince =
                Ad is null ? (seen.Ad.StatusSince is { } since && since < seen.At ? since : seen.At)
                : Ad.Status == seen.Ad.Status && Ad.StatusSince == seen.Ad.StatusSince ? InStateSince
                : seen.At,
        };

    private PodState WithJobAd(JobAd ad) =>
        this with
        {
            Ad = ad,
            OutputMissedSince = ad.Status is JobStatus.Idle or JobStatus.Running ? null : OutputMissedSince,
            // One text of the two that are equal is enough for as long as the pod lives.
            GlobalJobId = ad.GlobalJobId == GlobalJobId ? ad.GlobalJobId : GlobalJobId,
            RunWhenAdWasSeen = Run.RunId,
            SeenBeforeItsStart = SeenBeforeItsStart || !ad.EverStarted,
            Missed = null,
            Gone = null,
        };

    private PodState WithAvoidedNodes(RunViewUpdated seen)
    {
        var nodes = seen.Before.Append(seen.Run).Select(run => run.NodeFault?.Machine).OfType<string>();
        return nodes.Any()
            ? this with
            {
                AvoidedNodes = [.. AvoidedNodes.Concat(nodes).Distinct(StringComparer.OrdinalIgnoreCase).TakeLast(MostLeftNodes)],
            }
            : this;
    }

    private const int MostLeftNodes = 50;

    // Read for the first time, as after a start of this process: if the queue showed the job as started before, it may have meant this run.
    // If it meant an earlier one, the next poll tells so; but a held job of which nothing changes any more would be told as running.
    private PodState WithFirstRun(RunViewUpdated seen) =>
        (seen.Before is [var first, ..] ? (this with { Run = first }).WithNextRun(seen) : this with { Run = seen.Run }) with
        {
            RunWhenAdWasSeen = Ad is { EverStarted: true } ? seen.Run.RunId : null,
        };

    // Those that began since the one that is known, each after the other.
    private PodState WithNextRun(RunViewUpdated seen) =>
        seen
            .Before.Reverse()
            .TakeWhile(run => run.RunId != Run.RunId)
            .Reverse()
            .Append(seen.Run)
            .Aggregate(this, (pod, run) => pod.WithNextRun(run));

    private PodState WithNextRun(RunView run) =>
        this with
        {
            Run = run,
            Earlier = EarlierRunMerge.With(this),
            RestartsBefore = Run
                .Containers.Where(c => c.Value is { FirstStartedAt: not null } or { RestartCount: > 0 })
                .Aggregate(
                    RestartsBefore.ToDictionary(),
                    (all, c) =>
                    {
                        all[c.Key] = all.GetValueOrDefault(c.Key) + c.Value.RestartCount + 1;
                        return all;
                    }
                ),
        };

    // All else (a limit of the schedd, a time-out, a missing tool or proxy, a submit that came too late) says nothing about the job: it is
    // waited out.
    private PodState WithSubmitResult(CondorFailure? failure)
    {
        var refused = failure is { Kind: CondorFailureKind.Refused or CondorFailureKind.Rejected };
        return this with { RefusedSubmits = refused ? RefusedSubmits + 1 : 0, MayResubmit = refused, LastFailure = failure };
    }
}
