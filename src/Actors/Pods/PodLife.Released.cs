using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

internal static partial class PodLife
{
    /// <summary>After so many polls in which queue and history both answered without the job, the job is lost.</summary>
    private const int MissesUntilLost = 2;

    /// <summary>
    /// If every job is missing at once, the sidecar more likely asks the wrong scheduler. Then a job is lost only after this time.
    /// </summary>
    private static readonly TimeSpan AllMissingUntilLost = TimeSpan.FromMinutes(5);

    /// <summary>One job is elected. It is released from its gate and watched; its end is reported once its output is complete.</summary>
    private static Decision Released(DecisionContext context, IPodInput input) =>
        input switch
        {
            CreatePod or CreateRefused => Decision.Nothing.Answer(new PodCreated(context.Pod.Uid, context.Pod.Job!.Value.ToString())),
            ReleaseEnded { Failure: { } failure } => context.TryLater(failure),
            ReleaseEnded => Decision.Of(new CallEnded(null)),
            JobSeen seen when context.Pod.IsElected(seen.Ad) => OnJobSeen(context, seen.Ad),
            JobSeen other => OnJobMissed(context, new JobNotSeen(AllMissing: other.Ad.FromHistory))
                .Then(OnStrayJob(context, other.Ad))
                .Remind(context.Options.PollInterval),
            WhyIdle why => OnIdleExplained(context, why),
            JobNotSeen missed => OnJobMissed(context, missed),
            JobDeparted departed => Decision.Of(new JobGoneFromQueue(departed.Failure)),
            RunSeen seen => OnStreamGrown(context, new RunViewUpdated(seen.Run) { Before = seen.Before }),
            RunRead read => OnStreamRead(context, read),
            // Nobody knows what the lost read would have shown: a job that looks void may have run, and the job may have ended.
            StepLost => context.TryLater(StepLimit.Failure(context.Ended)),
            // The poller has moved to another node, or has lost the pod's request.
            StrayJobSeen { Ad: var own } when context.Pod.IsElected(own) => Decision.Nothing.Run(new StartWatching(own.Id, Stream: true)),
            StrayJobSeen stray => OnStrayJob(context, stray.Ad),
            Remind when IsIdleForLong(context) => Decision
                .Nothing.Run(new ReportJob(context.Pod.Job!.Value))
                .Remind(context.Options.RetryAtMost),
            // Watching again makes the poller and the stream watcher report the present state, which retries what failed. It also registers
            // the pod with an actor that was restarted.
            Remind or WakeUp => Decision
                .Nothing.Run(new StartWatching(context.Pod.Job!.Value, Stream: true))
                .Remind(context.Options.RetryAtMost),
            QueueSilent queue => OnQueueSilent(context, queue.Silence),
            RetryNow retry => Retried(context, retry.Uid),
            DeletePod delete => BeginDeletion(context, delete.Uid),
            _ => Decision.Nothing,
        };

    /// <summary>Releases a job on hold that would be released later. A hold that somebody else must end stays.</summary>
    private static Decision Retried(DecisionContext context, PodUid uid) =>
        context is { HasNoStep: true, Pod.Ad: { Status: JobStatus.Held, IsGated: false, IsNodeFault: false } ad }
        && HoldRules.Releases(ad, context.Options.HoldRules)
            ? Decision.Nothing.Take(Step.Releasing, new ReleaseHeld(ad.Id))
            : Released(context, new WakeUp(uid));

    private static Decision OnJobSeen(DecisionContext context, JobAd ad)
    {
        var decision = Decision.Of(context.Seen(ad));
        if (!context.HasNoStep)
            return decision.Remind(context.Options.PollInterval); // handled again after the call that is in progress
        if (ad.IsGated)
            return decision.Take(Step.Releasing, new Release(ad.Id));
        if (ad.IsVoid || HasEnded(ad))
            return decision.Take(Step.Reading, new ReadStream(ad.Id));
        if (ad.Status == JobStatus.Held)
            return OnJobHeld(context, ad, decision);
        return ad.Status == JobStatus.Idle ? OnJobIdle(context, ad, decision) : decision;
    }

    /// <summary>
    /// Answers a hold by its rule. A job may be released again after a wait that grows with the schedd's count of holds. A job that may not
    /// be released again ends here.
    /// </summary>
    private static Decision OnJobHeld(DecisionContext context, JobAd ad, Decision decision)
    {
        if (ad.IsNodeFault)
            return MoveToAnotherNode(context, ad, decision);
        var rule = HoldRules.For(ad, context.Options.HoldRules);
        if (rule.Answer == HoldAnswer.Wait)
            return decision;
        if (HoldRules.IsBeyondRetry(ad, rule))
            return decision.Take(Step.Reading, new ReadStream(ad.Id));
        var since = context.Pod.Apply(context.Seen(ad)).InStateSince!.Value;
        var wait = HoldRules.WaitBefore(rule, HoldRules.Counted(ad), context.Options.HoldRetries);
        var left = since + (wait > context.Options.RetryAfter ? wait : context.Options.RetryAfter) - context.Now;
        return left > TimeSpan.Zero ? decision.Remind(left) : decision.Take(Step.Releasing, new ReleaseHeld(ad.Id));
    }

    /// <summary>
    /// The runner writes a node fault to the stream before the job is held, but the stream may be read later than the queue. The pod waits
    /// at most this long.
    /// </summary>
    private static readonly TimeSpan StreamLagLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The node could run no container at all, so the job goes to another node, as often as the schedd lets the job start (MaxJobStarts).
    /// The pod waits meanwhile.
    /// </summary>
    private static Decision MoveToAnotherNode(DecisionContext context, JobAd ad, Decision decision)
    {
        var pod = context.Pod.Apply(context.Seen(ad));
        var since = pod.InStateSince!.Value;
        if (since + context.After(Math.Max(ad.NumJobStarts - 1, 0)) - context.Now is var left && left > TimeSpan.Zero)
            return decision.Remind(left);
        var isHeard = pod.Run.NodeFault is not null && pod.Run.RunId != pod.RunMovedAway;
        if (!isHeard && context.Now - since < StreamLagLimit)
            return decision.Remind(context.Options.PollInterval);
        return decision
            .And(new NodeLeft(pod.Run.RunId))
            .Take(
                Step.Releasing,
                new ReleaseOnOtherNodes(
                    ad.Id,
                    pod.Run.NodeFault,
                    pod.AvoidedNodes,
                    AvoidedUntil(ad.StatusSince ?? context.Now, context.Options)
                )
            );
    }

    /// <summary>
    /// Rounds up the time to a third of <see cref="ActorsOptions.HoldRetries"/>. The negotiator can then treat jobs that avoid the same
    /// nodes until the same time as one group.
    /// </summary>
    /// <param name="held">When the job was held, by the schedd's clock. HTCondor compares the result with the same clock.</param>
    /// <param name="options">The site's options.</param>
    private static DateTimeOffset AvoidedUntil(DateTimeOffset held, ActorsOptions options)
    {
        var step = Math.Max(options.HoldRetries.Ticks / 3, TimeSpan.TicksPerSecond);
        var ticks = (held + options.HoldRetries).UtcTicks;
        return new DateTimeOffset((ticks + step - 1) / step * step, TimeSpan.Zero);
    }

    /// <summary>
    /// True if the job is over and its output is complete. A removed job is over only when it has left the queue: until then its processes
    /// may be handling SIGTERM. A job that is held with an exit code has ended; only its output could not be brought back (hold code 12).
    /// </summary>
    private static bool HasEnded(JobAd ad) =>
        ad.Status == JobStatus.Completed
        || (ad.Status == JobStatus.Removed && ad.FromHistory)
        || ad is { Status: JobStatus.Held, HoldReasonCode: 12, ExitCode: not null };

    private static Decision OnJobMissed(DecisionContext context, JobNotSeen missed)
    {
        var absence = new JobAbsent(context.Now, Within: AllMissingUntilLost);
        var (decision, pod) = (Decision.Of(absence), context.Pod.Apply(absence));
        var lost = missed.AllMissing
            ? context.Now - missed.Age - pod.Missed?.Since >= AllMissingUntilLost
            : pod.Missed?.Times >= MissesUntilLost;
        return lost && context.HasNoStep ? decision.Take(Step.Reading, new ReadStream(context.Pod.Job!.Value)) : decision;
    }

    private static Decision OnStreamGrown(DecisionContext context, RunViewUpdated seen)
    {
        var decision = Decision.Of(seen);
        // The end is final (the runner was not stopped from outside, or the pod's deadline ended it): nothing that HTCondor does later
        // changes it, and every byte of the stream came before it.
        return seen.Run.End is { IsFinal: true } ? decision.Then(Finish(context with { Pod = context.Pod.Apply(seen) })) : decision;
    }

    private static Decision OnStreamRead(DecisionContext context, RunRead read)
    {
        if (IsMissing(context, read))
            return context.TryLater(read.Failure ?? OutputIsMissing).And(new OutputAbsent(context.Now));
        // This read may be the first to show another run, whose counts continue those of the run before. An incomplete read is better than
        // none if no run was seen before.
        var counts = read.Failure is null || context.Pod.Run.RunId is null;
        var seen = counts ? new RunViewUpdated(read.Run) { Before = read.Before } : new RunViewUpdated(context.Pod.Run);
        var pod = counts ? context.Pod.Apply(seen) : context.Pod;
        // A completed job stays in the queue until the sidecar acknowledges it, so its output can still be read.
        var mayStillCome = read.Failure is not { Kind: CondorFailureKind.Storage } || context.Options.OutputIsFetched;
        if (mayStillCome && read.Failure is { } failure && context.Pod.Ad is { Status: JobStatus.Completed, FromHistory: false })
            return context.TryLater(failure);
        if (pod is { Run.RunId: null, Ad.IsVoid: true })
            return OnJobVoid(context, read.Failure);
        // During the read the job was released from its hold, or was found again. The pod goes on, and the stream watcher will report what
        // was read here.
        if (!HasPodEnded(pod, context.Options))
            return Decision.Of(new CallEnded(null));
        return Decision.Of(seen).Then(Finish(context with { Pod = pod }));
    }

    /// <summary>
    /// True if the output that the job must have written is missing or cannot be read, and the pod shall wait for it. The file system may
    /// be unavailable for a while, so the pod concludes nothing until OutputMissingMinutes have passed. (The output of a spooled job comes
    /// from the schedd, which says itself what it does not have.)
    /// </summary>
    private static bool IsMissing(DecisionContext context, RunRead read)
    {
        var (pod, limit) = (context.Pod, context.Options.OutputMissing);
        // A completed job has at least written that it began. So an empty file is a new one that HTCondor made while the folder was
        // unavailable.
        var isMadeAnew = read.Run.RunId is null && pod is { Run.RunId: null, Ad.Status: JobStatus.Completed };
        var isRead = !isMadeAnew && read is { Place: OutputPresence.There, Failure: not { Kind: CondorFailureKind.Storage } };
        if (isRead || context.Options.OutputIsFetched || context.Now - (pod.OutputMissedSince ?? context.Now) >= limit)
            return false;
        if (pod.Ad is { EverStarted: false } ad && pod.Run.RunId is null)
            return ad.IsVoid && read.Place == OutputPresence.NoFolder;
        // HTCondor creates the file before it starts the job. So a lost or held job without the file counts as one that never started. So
        // does a removed job that HTCondor has not counted as started, although it had a slot.
        var isSeenStarted = pod.Run.RunId is not null || pod.Ad is not { Status: JobStatus.Removed, NumJobStarts: 0 };
        return read.Place != OutputPresence.NoFile || (pod.Missed is null && pod.Ad is { Status: not JobStatus.Held } && isSeenStarted);
    }

    private static CondorFailure OutputIsMissing { get; } =
        new(CondorFailureKind.Storage, "job output", null, "the job has ended, and its output is not there");

    /// <summary>
    /// The queue says that the job never started, and no stream contradicts it. (A queue that was restored from a backup has forgotten
    /// which jobs it had started.)
    /// </summary>
    private static Decision OnJobVoid(DecisionContext context, CondorFailure? failure) =>
        failure is { Kind: CondorFailureKind.Storage }
            ? context.TryLater(failure)
            : Decision
                .Of(new JobVoided(context.Pod.Job!.Value, context.Now), new ResubmitAllowed())
                .Run(new StopWatching())
                .Take(Step.Looking, new Look(AlsoHistory: true));

    private static bool HasPodEnded(PodState pod, ActorsOptions options) =>
        pod is { Run.End.IsFinal: true } or { Missed: not null } or { Ad: null }
        || HasEnded(pod.Ad)
        || (
            pod.Ad is { Status: JobStatus.Held, IsNodeFault: false }
            && HoldRules.IsBeyondRetry(pod.Ad, HoldRules.For(pod.Ad, options.HoldRules))
        );

    private static Decision Finish(DecisionContext context)
    {
        var (inits, mains) = PodEnding.Of(context.Pod);
        return Decision
            .Of(new PodFinished(inits, mains, context.Now) { Restarts = PodRestarts.Of(context.Pod) }, new CallEnded(null))
            .Run(new StartWatching(context.Pod.Job!.Value, Stream: false))
            .Remind(context.Options.RetryAtMost);
    }

    private static Decision OnStrayJob(DecisionContext context, JobAd ad) =>
        context.Pod.IsElected(ad) || ad.Status == JobStatus.Removed ? Decision.Nothing : Decision.Nothing.Run(RemoveLosers.Of(ad));

    /// <summary>Nothing about the pod changes from here on. Its job is allowed to leave the queue.</summary>
    private static Decision Finished(DecisionContext context, IPodInput input) =>
        input switch
        {
            CreatePod or CreateRefused => Decision.Nothing.Answer(new PodCreated(context.Pod.Uid, context.Pod.Job!.Value.ToString())),
            JobSeen seen when context.Pod.IsElected(seen.Ad) => DismissJob(context, seen.Ad),
            JobSeen other => OnStrayJob(context, other.Ad),
            // The pod knows how the job ended; it only needs to know that the job has left the queue.
            JobNotSeen { AllMissing: false } or JobDeparted { AllMissing: false } => OnJobGone(context),
            AcknowledgeEnded { Failure: { } failure } => context.TryLater(failure),
            RemoveEnded { Failure: { } failure } => context.TryLater(failure),
            // The job had left the queue. A queue that was restored from a backup contains the job again and would run it again.
            StrayJobSeen { Ad: { Status: not JobStatus.Removed } again }
                when context.Pod.JobHasLeft && context.Pod.IsElected(again) && context.HasNoStep => again.Status == JobStatus.Completed
                ? Decision.Nothing.Take(Step.Acknowledging, new Acknowledge(again.Id))
                : Decision.Nothing.Take(Step.Removing, new RemoveAll()),
            StrayJobSeen stray => OnStrayJob(context, stray.Ad),
            Remind or WakeUp when !context.Pod.JobHasLeft => Decision
                .Nothing.Run(new StartWatching(context.Pod.Job!.Value, Stream: false))
                .Remind(context.Options.RetryAtMost),
            DeletePod delete => BeginDeletion(context, delete.Uid),
            _ => Decision.Nothing,
        };

    /// <summary>Longer than HTCondor needs to record the end of a job and to transfer its output.</summary>
    private static readonly TimeSpan RemoveEndedJobAfter = TimeSpan.FromMinutes(5);

    private static Decision DismissJob(DecisionContext context, JobAd ad)
    {
        if (ad.FromHistory)
            return OnJobGone(context);
        if (!context.HasNoStep)
            return Decision.Nothing.Remind(context.Options.PollInterval);
        return ad.Status switch
        {
            JobStatus.Completed => Decision.Nothing.Take(Step.Acknowledging, new Acknowledge(ad.Id)),
            JobStatus.Held or JobStatus.Idle => Decision.Nothing.Take(Step.Removing, new RemoveAll()),
            // The pod gave up the job while it was held or missing, and now the job runs after all. Nobody would see its result.
            JobStatus.Running when context.Pod.Run.End is null => Decision.Nothing.Take(Step.Removing, new RemoveAll()),
            // The runner has written its last frame and should be gone. A runner that hangs, or that a process of the pod keeps alive,
            // would keep its slot.
            JobStatus.Running or JobStatus.Suspended => RemoveIfOverdue(context, context.Pod.EndCountsFrom ?? context.Pod.End!.At),
            _ => Decision.Nothing,
        };
    }

    private static Decision RemoveIfOverdue(DecisionContext context, DateTimeOffset ended) =>
        // The clock was ahead when the fact was written, so the time starts now.
        ended > context.Now
            ? Decision.Of(new EndDatedAhead(context.Now))
        : context.Now - ended > RemoveEndedJobAfter ? Decision.Nothing.Take(Step.Removing, new RemoveAll())
        : Decision.Nothing;

    private static Decision OnJobGone(DecisionContext context) =>
        context.Pod.JobHasLeft ? Decision.Nothing : Decision.Of(new JobLeft(context.Now)).Run(new StopWatching());
}
