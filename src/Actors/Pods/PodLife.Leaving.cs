using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

internal static partial class PodLife
{
    /// <summary>Removes jobs by tag and looks until no job is left; then removes the files; then leaves a tombstone.</summary>
    private static Decision Deleting(DecisionContext context, IPodInput input) =>
        input switch
        {
            CreatePod or CreateRefused => Decision.Nothing.Answer(new PodWasDeleted(context.Pod.Uid)),
            DeletePod delete => Decision.Nothing.Answer(new DeletionAccepted(delete.Uid)),
            // The call that was in progress when the delete arrived is over.
            FilesWritten or SubmitEnded or ReleaseEnded or RunRead or AcknowledgeEnded or StepLost => Decision.Nothing.Take(
                Step.Removing,
                new RemoveAll()
            ),
            RemoveEnded { Failure: { } failure } => Decision.Of(new CallEnded(failure)).Take(Step.Looking, new Look(AlsoHistory: false)),
            RemoveEnded => Decision.Nothing.Take(Step.Looking, new Look(AlsoHistory: false)),
            JobsFound { Query.Failure: { } failure } => context.TryLater(failure),
            JobsFound found => ContinueUntilNoJobIsLeft(context, found.Query.Jobs),
            // the removed files were an earlier pod's; those of this pod are still being written
            FilesRemoved when context.Ended == Step.Writing => Decision.Nothing,
            FilesRemoved { Failure: { } failure } => context.TryLater(failure),
            FilesRemoved when context.Ended != Step.RemovingFiles => Decision.Nothing.Take(Step.Removing, new RemoveAll()),
            FilesRemoved when RetainsLogs(context) => Decision
                .Of(new LogsRetained(context.Pod.Uid, context.Now))
                .Remind(context.Options.RetainFinished),
            FilesRemoved => Decision.Of(Tombstone(context)).Run(new ForgetEvents(TombstoneToo: false), new Passivate()),
            // The removal was already requested, so a look is enough.
            Remind when context.HasNoStep && context.Pod.LooksWhileLeaving > 0 => Decision.Nothing.Take(
                Step.Looking,
                new Look(AlsoHistory: false)
            ),
            Remind or WakeUp when context.HasNoStep => Decision.Nothing.Take(Step.Removing, new RemoveAll()),
            _ => Decision.Nothing,
        };

    private static Decision ContinueUntilNoJobIsLeft(DecisionContext context, IReadOnlyList<JobAd> jobs)
    {
        var inQueue = jobs.Where(ad => !ad.FromHistory).ToArray();
        if (inQueue.Length == 0)
            return Decision.Of(new CallEnded(null)).Take(Step.RemovingFiles, new RemoveFiles(ButLogs: RetainsLogs(context)));
        // A job stays in state 3 (removed) until its processes are dead: that takes the grace period, or the lease of a node that cannot be
        // reached.
        var leave = Array.TrueForAll(inQueue, ad => ad.Status == JobStatus.Removed);
        return Decision
            .Of(new CallEnded(null), new JobsBeingRemoved(leave))
            .Remind(leave ? context.After(context.Pod.LooksWhileLeaving) : context.Options.RetryAfter);
    }

    private static DurableFact Tombstone(DecisionContext context) =>
        context.Pod.Outline is null ? new UnknownPodDeleted() : new PodDeleted(context.Pod.Uid, context.Now);

    // A pod that was refused, or never became a job, has no log.
    private static bool RetainsLogs(DecisionContext context) =>
        context.Options.RetainFinished > TimeSpan.Zero && context.Pod.Job is not null;

    /// <summary>Answers as a deleted pod, except that its logs can still be read.</summary>
    private static Decision Retained(DecisionContext context, IPodInput input) =>
        input switch
        {
            CreatePod or CreateRefused => Decision.Nothing.Answer(new PodWasDeleted(context.Pod.Uid)),
            DeletePod delete => Decision.Nothing.Answer(new DeletionAccepted(delete.Uid)),
            StrayJobSeen { Ad.Status: not JobStatus.Removed } when context.HasNoStep => Decision.Nothing.Take(
                Step.Removing,
                new RemoveAll()
            ),
            FilesRemoved { Failure: { } failure } => context.TryLater(failure),
            FilesRemoved => Decision
                .Of(new PodDeleted(context.Pod.Uid, context.Now))
                .Run(new ForgetEvents(TombstoneToo: false), new Passivate()),
            // The clock was ahead when the fact was written, so the retention time starts now.
            RemoveEnded or Remind or WakeUp when context.HasNoStep && context.Pod.DeletedAt > context.Now => Decision
                .Of(new LogsRetained(context.Pod.Uid, context.Now))
                .Remind(context.Options.RetainFinished),
            RemoveEnded or Remind or WakeUp when context.HasNoStep => context.Pod.DeletedAt + context.Options.RetainFinished - context.Now
                is { } left
            && left > TimeSpan.Zero
                ? Decision.Nothing.Remind(left)
                : Decision.Nothing.Take(Step.RemovingFiles, new RemoveFiles()),
            _ => Decision.Nothing,
        };

    /// <summary>The tombstone: a create that arrives late gets no job, and a job that appears late is removed.</summary>
    private static Decision Deleted(DecisionContext context, IPodInput input) =>
        input switch
        {
            CreatePod or CreateRefused => Decision.Nothing.Answer(new PodWasDeleted(context.Pod.Uid)).Run(new Passivate()),
            DeletePod delete => Decision.Nothing.Answer(new DeletionAccepted(delete.Uid)).Run(new Passivate()),
            StrayJobSeen { Ad.Status: not JobStatus.Removed } when context.HasNoStep => Decision.Nothing.Take(
                Step.Removing,
                new RemoveAll()
            ),
            RemoveEnded => Decision.Nothing.Run(new Passivate()),
            Remind or WakeUp when context.HasNoStep && context.Pod.DeletedAt > context.Now => Decision
                .Of(new PodDeleted(context.Pod.Uid, context.Now))
                .Run(new ForgetEvents(TombstoneToo: false), new Passivate()),
            Remind or WakeUp when context.Now - context.Pod.DeletedAt > context.Options.RememberDeleted => Decision.Nothing.Run(
                new ForgetEvents(TombstoneToo: true),
                new Passivate()
            ),
            // This ignores the clock: a clock that was set forward would drop the tombstone too early.
            ForgetUnknown when context.HasNoStep && context.Pod.WasNeverAccepted => Decision.Nothing.Run(
                new ForgetEvents(TombstoneToo: true),
                new Passivate()
            ),
            Remind or WakeUp or ForgetUnknown or StrayJobSeen when context.HasNoStep => Decision.Nothing.Run(new Passivate()),
            _ => Decision.Nothing,
        };
}
