using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

internal static partial class PodLife
{
    /// <summary>Remove by tag, look, until no job is left; then the files; then a tombstone.</summary>
    private static Decision Deleting(Moment life, IPodInput input) => input switch
    {
        CreatePod or CreateRefused => Decision.Nothing.Answer(new PodWasDeleted(life.Pod.Uid)),
        DeletePod delete => Decision.Nothing.Answer(new DeletionAccepted(delete.Uid)),
        // The call that was under way when the delete came is over.
        FilesWritten or SubmitEnded or ReleaseEnded or RunRead or AcknowledgeEnded or StepLost =>
            Decision.Nothing.Take(Step.Removing, new RemoveAll()),
        RemoveEnded { Failure: { } failure } => Decision.Of(new CallEnded(failure)).Take(Step.Looking, new Look(AlsoHistory: false)),
        RemoveEnded => Decision.Nothing.Take(Step.Looking, new Look(AlsoHistory: false)),
        JobsFound { Query.Failure: { } failure } => life.TryLater(failure),
        JobsFound found => UntilNoneIsLeft(life, found.Query.Jobs),
        FilesRemoved when life.Ended == Step.Writing => Decision.Nothing, // an earlier pod's; those of this one are still being written
        FilesRemoved { Failure: { } failure } => life.TryLater(failure),
        FilesRemoved when life.Ended != Step.Burying => Decision.Nothing.Take(Step.Removing, new RemoveAll()),
        FilesRemoved when RetainsLogs(life) => Decision.Of(new LogsRetained(life.Pod.Uid, life.Now)).Remind(life.Options.RetainFinished),
        FilesRemoved => Decision.Of(Tombstone(life)).Run(new ForgetEvents(TombstoneToo: false), new Passivate()),
        // The jobs were asked to go. They are only looked at now.
        Remind when life.Idle && life.Pod.LooksAtLeaving > 0 => Decision.Nothing.Take(Step.Looking, new Look(AlsoHistory: false)),
        Remind or WakeUp when life.Idle => Decision.Nothing.Take(Step.Removing, new RemoveAll()),
        _ => Decision.Nothing,
    };

    private static Decision UntilNoneIsLeft(Moment life, IReadOnlyList<JobAd> jobs)
    {
        var inQueue = jobs.Where(ad => !ad.FromHistory).ToArray();
        if (inQueue.Length == 0) return Decision.Of(new CallEnded(null)).Take(Step.Burying, new RemoveFiles(ButLogs: RetainsLogs(life)));
        // State 3 lasts until the processes are dead (grace period, or the lease of a node that cannot be reached).
        var leave = Array.TrueForAll(inQueue, ad => ad.Status == JobStatus.Removed);
        return Decision.Of(new CallEnded(null), new JobsLeaving(leave)).Remind(leave ? life.After(life.Pod.LooksAtLeaving) : life.Options.RetryAfter);
    }

    private static DurableFact Tombstone(Moment life) =>
        life.Pod.Outline is null ? new UnknownPodDeleted() : new PodDeleted(life.Pod.Uid, life.Now);

    // What was refused, or never became a job, has no log.
    private static bool RetainsLogs(Moment life) => life.Options.RetainFinished > TimeSpan.Zero && life.Pod.Job is not null;

    /// <summary>As deleted, for everybody who asks; but for whom asks for its logs.</summary>
    private static Decision Retained(Moment life, IPodInput input) => input switch
    {
        CreatePod or CreateRefused => Decision.Nothing.Answer(new PodWasDeleted(life.Pod.Uid)),
        DeletePod delete => Decision.Nothing.Answer(new DeletionAccepted(delete.Uid)),
        StrayJobSeen { Ad.Status: not JobStatus.Removed } when life.Idle => Decision.Nothing.Take(Step.Removing, new RemoveAll()),
        FilesRemoved { Failure: { } failure } => life.TryLater(failure),
        FilesRemoved => Decision.Of(new PodDeleted(life.Pod.Uid, life.Now)).Run(new ForgetEvents(TombstoneToo: false), new Passivate()),
        // The clock was ahead when it was written: it counts from now on.
        RemoveEnded or Remind or WakeUp when life.Idle && life.Pod.DeletedAt > life.Now =>
            Decision.Of(new LogsRetained(life.Pod.Uid, life.Now)).Remind(life.Options.RetainFinished),
        RemoveEnded or Remind or WakeUp when life.Idle => life.Pod.DeletedAt + life.Options.RetainFinished - life.Now is { } left && left > TimeSpan.Zero
            ? Decision.Nothing.Remind(left)
            : Decision.Nothing.Take(Step.Burying, new RemoveFiles()),
        _ => Decision.Nothing,
    };

    /// <summary>Remembered, so that a create that arrives late cannot run and a submit that arrives late is removed.</summary>
    private static Decision Deleted(Moment life, IPodInput input) => input switch
    {
        CreatePod or CreateRefused => Decision.Nothing.Answer(new PodWasDeleted(life.Pod.Uid)).Run(new Passivate()),
        DeletePod delete => Decision.Nothing.Answer(new DeletionAccepted(delete.Uid)).Run(new Passivate()),
        StrayJobSeen { Ad.Status: not JobStatus.Removed } when life.Idle => Decision.Nothing.Take(Step.Removing, new RemoveAll()),
        RemoveEnded => Decision.Nothing.Run(new Passivate()),
        Remind or WakeUp when life.Idle && life.Pod.DeletedAt > life.Now =>
            Decision.Of(new PodDeleted(life.Pod.Uid, life.Now)).Run(new ForgetEvents(TombstoneToo: false), new Passivate()),
        Remind or WakeUp when life.Now - life.Pod.DeletedAt > life.Options.RememberDeleted =>
            Decision.Nothing.Run(new ForgetEvents(TombstoneToo: true), new Passivate()),
        // The clock is not asked: one that was set would bring the pod back.
        ForgetUnknown when life.Idle && life.Pod.WasUnknown => Decision.Nothing.Run(new ForgetEvents(TombstoneToo: true), new Passivate()),
        Remind or WakeUp or ForgetUnknown or StrayJobSeen when life.Idle => Decision.Nothing.Run(new Passivate()),
        _ => Decision.Nothing,
    };
}
