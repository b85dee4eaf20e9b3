using System.Collections.ObjectModel;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>Polls that did not find the job.</summary>
/// <param name="Times">How many in a row.</param>
/// <param name="Since">The first of them that no long gap separates from the later ones.</param>
/// <param name="At">The last of them.</param>
internal sealed record Absence(int Times, DateTimeOffset Since, DateTimeOffset At);

/// <summary>All that is known of one pod. Immutable; only <see cref="Apply"/> makes a changed copy.</summary>
internal sealed record PodState
{
    public required PodUid Uid { get; init; }
    public Stage Stage { get; init; }
    public Step Step { get; init; }

    /// <summary>
    /// The number of the last step; its answer carries the number. No two incarnations of the pod's actor use the same number.
    /// </summary>
    public long StepNumber { get; init; }
    public PodOutline? Outline { get; init; }

    /// <summary>When the journal got the pod; null before.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>The schedd of all the pod's jobs, in whose queue <see cref="Job"/> is an id; null if it is not known.</summary>
    public ScheddName? Schedd { get; init; }
    public int Attempt { get; init; }
    public JobId? Job { get; init; }

    /// <summary>
    /// The job's global id, which HTCondor never gives again. A queue that was restored from a backup can give the same <c>cluster.proc</c>
    /// again.
    /// </summary>
    public string? GlobalJobId { get; init; }

    /// <summary><see cref="Job"/> as the queue or the history showed it last.</summary>
    public JobAd? Ad { get; init; }

    /// <summary>
    /// Since when the job has been in the state of <see cref="Ad"/>. If this process saw the change, it is the time of that poll. If the
    /// job was in this state when first seen, it is the schedd's time, unless that is in the future: the schedd may run on another machine
    /// with another clock.
    /// </summary>
    public DateTimeOffset? InStateSince { get; init; }

    /// <summary>Why the job is idle; null while it is not, or nobody has found out.</summary>
    public IdleExplanation? Idle { get; init; }

    /// <summary>Set while the schedd has not answered for long, so that <see cref="Ad"/> is old.</summary>
    public QueueSilence? Silence { get; init; }

    /// <summary>Spooled jobs whose input files have not arrived yet, and when each was first seen.</summary>
    public IReadOnlyDictionary<JobId, DateTimeOffset> Spooling { get; init; } = ReadOnlyDictionary<JobId, DateTimeOffset>.Empty;

    public RunView Run { get; init; } = RunView.Empty;

    /// <summary>Since when the output of the ended job has been missing.</summary>
    public DateTimeOffset? OutputMissedSince { get; init; }

    /// <summary>This process saw the job before it started. So no status before that can have reported more than waiting.</summary>
    public bool SeenBeforeItsStart { get; init; }

    /// <summary>True if the pod knows how far its containers have come, and so what earlier processes may have reported.</summary>
    public bool RunIsKnown => SeenBeforeItsStart || Run.RunId is not null;

    /// <summary>
    /// What the job's earlier runs showed of the containers. An end that was reported stays until this run shows another end.
    /// </summary>
    public RunView Earlier { get; init; } = RunView.Empty;

    /// <summary>The last nodes that could run no container of this pod, by HTCondor's names.</summary>
    public IReadOnlyList<string> AvoidedNodes { get; init; } = [];

    /// <summary>The run whose node the job left last because of a node fault.</summary>
    public string? RunMovedAway { get; init; }

    /// <summary>How often containers were restarted up to this run: by the runner, or by HTCondor, which restarts all of them.</summary>
    public IReadOnlyDictionary<string, int> RestartsBefore { get; init; } = ReadOnlyDictionary<string, int>.Empty;

    /// <summary>
    /// The run that the stream showed when <see cref="Ad"/> was seen. A later run is newer than what the queue has shown.
    /// </summary>
    public string? RunWhenAdWasSeen { get; init; }

    /// <summary>Set while the job is no longer in the queue and its end is looked for in the history.</summary>
    public JobGoneFromQueue? Gone { get; init; }

    /// <summary>The other schedd that answered instead of the job's own; null once the job was seen again.</summary>
    public ScheddName? AskedInstead { get; init; }

    /// <summary>Consecutive polls that did not find the job; null after one that did.</summary>
    public Absence? Missed { get; init; }

    /// <summary>The job, if the queue showed it last as one that runs, and the pod has no end; otherwise null.</summary>
    public JobId? RunningJob => this is { Stage: Stage.Released, Ad.Status: JobStatus.Running, Gone: null, Missed: null } ? Job : null;

    public int RefusedSubmits { get; init; }
    public bool MayResubmit { get; init; }

    /// <summary>How many calls failed in a row; the back-off grows with it.</summary>
    public int Failures { get; init; }
    public CondorFailure? LastFailure { get; init; }

    /// <summary>
    /// True if the last submit failed although the schedd answers; null if no look has shown yet whether it answers. It stays until a look
    /// shows something else.
    /// </summary>
    public bool? SubmitIsDeferred { get; init; }

    public string? Refusal { get; init; }
    public PodFinished? End { get; init; }

    /// <summary>Set if <see cref="End"/> has a time in the future: its age counts from here.</summary>
    public DateTimeOffset? EndCountsFrom { get; init; }
    public bool JobHasLeft { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>How many looks in a row saw that all the pod's jobs are being removed.</summary>
    public int LooksWhileLeaving { get; init; }

    /// <summary>The pod was deleted without ever having been accepted.</summary>
    public bool WasNeverAccepted { get; init; }

    /// <summary>True if this step is the one that waits for its answer.</summary>
    public bool IsCurrentStep(long step) => Step != Step.None && StepNumber == step;

    /// <summary>True if this is the elected job, and not another job that was given the same id.</summary>
    public bool IsElected(JobAd ad) => ad.Id == Job && (ad.GlobalJobId is null || GlobalJobId is null || ad.GlobalJobId == GlobalJobId);

    public static PodState Of(PodUid uid) => new() { Uid = uid };

    /// <summary>Total and pure: a replay gives the same state as the process that wrote the facts.</summary>
    public PodState Apply(PodFact fact) =>
        fact switch
        {
            PodAccepted f => this with
            {
                Stage = Stage.Accepted,
                Outline = WithSharedUid(f.Outline),
                AcceptedAt = f.At,
                Schedd = f.Schedd,
                Refusal = null,
                RefusedSubmits = 0,
            },
            ScheddNoted f => this with { Schedd = f.Schedd },
            SubmitIntended f => this with { Attempt = f.Attempt, MayResubmit = false },
            ReleaseDecided f => this with
            {
                Stage = Stage.Released,
                Job = f.Job,
                GlobalJobId = f.GlobalJobId,
                Schedd = Schedd ?? ScheddName.OfJob(f.GlobalJobId),
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
            ActorStarted => this,
            CreateStarted f => this with { Outline = WithSharedUid(f.Outline) },
            CallEnded f => this with
            {
                Failures = f.Failure is null ? 0 : Failures + 1,
                LastFailure = f.Failure,
                SubmitIsDeferred = f.Failure is null ? null : f.ScheddAnswers,
            },
            SubmitTried f => WithSubmitResult(f.Failure),
            ResubmitAllowed => this with { MayResubmit = true },
            JobAdUpdated f => WithJobAd(f),
            IdleExplained f => this with { Idle = f.Explanation },
            QueueSilenceNoted f => this with { Silence = f.Silence },
            JobsSpooling f => this with { Spooling = f.Jobs.ToDictionary(job => job, job => Spooling.GetValueOrDefault(job, f.At)) },
            JobsBeingRemoved f => this with { LooksWhileLeaving = f.IsSo ? LooksWhileLeaving + 1 : 0 },
            NodeLeft f => this with { RunMovedAway = f.Run },
            OutputAbsent f => this with { OutputMissedSince = OutputMissedSince ?? f.At },
            EndDatedAhead f => this with { EndCountsFrom = f.At },
            JobGoneFromQueue f => this with { Gone = f, AskedInstead = null },
            JobIsElsewhere f => this with { AskedInstead = f.Asked },
            JobAbsent f => this with
            {
                AskedInstead = null,
                Missed = new((Missed?.Times ?? 0) + 1, Missed is { } before && f.At - before.At <= f.Within ? before.Since : f.At, f.At),
            },
            // An empty stream shows nothing: it is not written yet, it was truncated for another run that has written nothing, or HTCondor
            // created a new file because the folder was unavailable.
            RunViewUpdated { Run.RunId: null } => this,
            RunViewUpdated f => (
                Run.RunId is null ? WithFirstRun(f)
                : f.Run.RunId == Run.RunId ? this with { Run = f.Run }
                : WithNextRun(f)
            ).WithAvoidedNodes(f),
            _ => throw new ArgumentOutOfRangeException(nameof(fact), fact.GetType().Name),
        };

    // Keeps one instance of two equal UIDs, which saves memory for as long as the pod lives.
    private PodOutline? WithSharedUid(PodOutline? outline) => outline is { } mine && mine.Uid == Uid ? mine with { Uid = Uid } : outline;

    private PodState WithJobAd(JobAdUpdated seen) =>
        WithJobAd(seen.Ad) with
        {
            InStateSince =
                Ad is null ? seen.StatusSince ?? seen.At
                : Ad.Status == seen.Ad.Status && Ad.StatusSince == seen.Ad.StatusSince ? InStateSince
                : seen.At,
        };

    private PodState WithJobAd(JobAd ad) =>
        this with
        {
            Ad = ad,
            Idle = ad.Status == JobStatus.Idle && ad.Status == Ad?.Status && ad.StatusSince == Ad.StatusSince ? Idle : null,
            OutputMissedSince = ad.Status is JobStatus.Idle or JobStatus.Running ? null : OutputMissedSince,
            // condor_submit does not tell the global id, so a job that was elected without a look gets it when it is seen first. Of two
            // equal strings one is kept, which saves memory for as long as the pod lives.
            GlobalJobId = GlobalJobId is null || ad.GlobalJobId == GlobalJobId ? ad.GlobalJobId : GlobalJobId,
            // Usage alone says nothing about the run that the queue has shown.
            RunWhenAdWasSeen = Ad is not null && ad != Ad && ad.IsSameButForUsage(Ad) ? RunWhenAdWasSeen : Run.RunId,
            SeenBeforeItsStart = SeenBeforeItsStart || !ad.EverStarted,
            Missed = null,
            Gone = null,
            AskedInstead = null,
            Silence = null,
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

    // The stream is read for the first time, as after a start of this process. If the queue showed a started job, it may have meant this
    // run. If it meant an earlier run, the next poll corrects that. The opposite assumption would report a held job as running for as long
    // as it is held.
    private PodState WithFirstRun(RunViewUpdated seen) =>
        (seen.Before is [var first, ..] ? (this with { Run = first }).WithNextRun(seen) : this with { Run = seen.Run }) with
        {
            RunWhenAdWasSeen = Ad is { EverStarted: true } ? seen.Run.RunId : null,
        };

    // Applies, one after the other, the runs that began after the known one.
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

    // Every other failure (a limit of the schedd, a time-out, a missing tool or proxy, a submit that came too late) says nothing about the
    // job, so the pod waits and tries again.
    private PodState WithSubmitResult(CondorFailure? failure)
    {
        var refused = failure is { Kind: CondorFailureKind.Refused or CondorFailureKind.Rejected };
        return this with { RefusedSubmits = refused ? RefusedSubmits + 1 : 0, MayResubmit = refused, LastFailure = failure };
    }
}
