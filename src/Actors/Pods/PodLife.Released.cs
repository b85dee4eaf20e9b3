using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

internal static partial class PodLife
{
    /// <summary>Looked for in vain this often, queue and history both answering, and the job is lost.</summary>
    private const int MissedOften = 2;

    /// <summary>When every job is missing at once we are more likely asking the wrong scheduler: then it takes this long.</summary>
    private static readonly TimeSpan AllMissingFor = TimeSpan.FromMinutes(5);

    /// <summary>One job elected: it is let through the gate, watched, and its end is told once its output is complete.</summary>
    private static Decision Released(Moment life, IPodInput input) => input switch
    {
        CreatePod or CreateRefused => Decision.Nothing.Answer(new PodCreated(life.Pod.Uid, life.Pod.Job!.Value.ToString())),
        ReleaseEnded { Failure: { } failure } => life.TryLater(failure),
        ReleaseEnded => Decision.Of(new CallEnded(null)),
        JobSeen seen when life.Pod.IsElected(seen.Ad) => Sighted(life, seen.Ad),
        JobSeen other => Missed(life, new JobNotSeen(AllMissing: other.Ad.FromHistory)).Then(Stray(life, other.Ad)).Remind(life.Options.PollInterval),
        JobNotSeen missed => Missed(life, missed),
        JobDeparted departed => Decision.Of(new JobGoneFromQueue(departed.Failure)),
        RunSeen seen => Heard(life, new RunSighted(seen.Run) { Before = seen.Before }),
        RunRead read => LastRead(life, read),
        // Nothing is known of what the read would have shown: a void job may have run, and an end may have come.
        StepLost => life.TryLater(StepLimit.Failure(life.Ended)),
        StrayJobSeen stray => Stray(life, stray.Ad),
        // Whoever watches tells the present state anew: what failed is tried again then, and a watcher that was restarted knows of us.
        Remind or WakeUp => Decision.Nothing.Run(new StartWatching(life.Pod.Job!.Value, Stream: true)).Remind(life.Options.RetryAtMost),
        DeletePod delete => Bury(life, delete.Uid),
        _ => Decision.Nothing,
    };

    private static Decision Sighted(Moment life, JobAd ad)
    {
        var decision = Decision.Of(new JobSighted(ad, life.Now));
        if (!life.Idle) return decision.Remind(life.Options.PollInterval); // looked at again when the call under way is over
        if (ad.IsGated) return decision.Take(Step.Releasing, new Release(ad.Id));
        if (ad.IsVoid || HasEnded(ad)) return decision.Take(Step.Reading, new ReadRun(ad.Id));
        return ad.Status == JobStatus.Held ? OnHold(life, ad, decision) : decision;
    }

    /// <summary>A job that is to be released again is so after a wait that grows with each time, counted by the schedd; one for which there is no hope ends here.</summary>
    private static Decision OnHold(Moment life, JobAd ad, Decision decision)
    {
        if (ad.IsNodeFault) return LeaveNode(life, ad, decision);
        var rule = HoldRules.For(ad, life.Options.HoldRules);
        if (rule.Answer == HoldAnswer.Wait) return decision;
        if (IsHopeless(ad, rule)) return decision.Take(Step.Reading, new ReadRun(ad.Id));
        var since = life.Pod.Apply(new JobSighted(ad, life.Now)).InStateSince!.Value;
        var wait = HoldRules.WaitBefore(rule, HoldRules.Counted(ad), life.Options.HoldRetries);
        var left = since + (wait > life.Options.RetryAfter ? wait : life.Options.RetryAfter) - life.Now;
        return left > TimeSpan.Zero ? decision.Remind(left) : decision.Take(Step.Releasing, new ReleaseHeld(ad.Id));
    }

    private static bool IsHopeless(JobAd ad, HoldRule rule) => rule.Answer == HoldAnswer.Fail || (rule.Answer == HoldAnswer.Release && HoldRules.Counted(ad) > rule.Times);

    /// <summary>What the queue shows of a hold, the stream has said before. It may be read a little later.</summary>
    private static readonly TimeSpan StreamLags = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The node could run no container at all: the job goes to another one, as often as the schedd lets it be started (MaxJobStarts). The pod waits.
    /// </summary>
    private static Decision LeaveNode(Moment life, JobAd ad, Decision decision)
    {
        var pod = life.Pod.Apply(new JobSighted(ad, life.Now));
        var since = pod.InStateSince!.Value;
        if (since + life.After(Math.Max(ad.NumJobStarts - 1, 0)) - life.Now is var left && left > TimeSpan.Zero) return decision.Remind(left);
        var isHeard = pod.Run.NodeFault is not null && pod.Run.RunId != pod.LeftRun;
        if (!isHeard && life.Now - since < StreamLags) return decision.Remind(life.Options.PollInterval);
        return decision.And(new NodeLeft(pod.Run.RunId))
            .Take(Step.Releasing, new ReleaseElsewhere(ad.Id, pod.Run.NodeFault, pod.LeftNodes, AvoidedUntil(ad.StatusSince ?? life.Now, life.Options)));
    }

    /// <summary>In steps of a third of that time: jobs that avoid the same nodes until the same time are alike for the negotiator.</summary>
    /// <param name="held">When the job was held: the schedd's own clock, which is the one that the time is compared with.</param>
    /// <param name="options">The site's.</param>
    private static DateTimeOffset AvoidedUntil(DateTimeOffset held, ActorsOptions options)
    {
        var step = Math.Max(options.HoldRetries.Ticks / 3, TimeSpan.TicksPerSecond);
        var ticks = (held + options.HoldRetries).UtcTicks;
        return new DateTimeOffset((ticks + step - 1) / step * step, TimeSpan.Zero);
    }

    /// <summary>
    /// The job is over and its output complete. A removed job is only so when it is out of the queue: until then its processes may
    /// be handling SIGTERM. Held with an exit code: the job ended and only its output could not be brought back (hold code 12).
    /// </summary>
    private static bool HasEnded(JobAd ad) =>
        ad.Status == JobStatus.Completed || (ad.Status == JobStatus.Removed && ad.FromHistory) || ad is { Status: JobStatus.Held, HoldReasonCode: 12, ExitCode: not null };

    private static Decision Missed(Moment life, JobNotSeen missed)
    {
        var absence = new JobMissed(life.Now, Within: AllMissingFor);
        var (decision, pod) = (Decision.Of(absence), life.Pod.Apply(absence));
        var lost = missed.AllMissing ? life.Now - missed.Age - pod.Missed?.Since >= AllMissingFor : pod.Missed?.Times >= MissedOften;
        return lost && life.Idle ? decision.Take(Step.Reading, new ReadRun(life.Pod.Job!.Value)) : decision;
    }

    private static Decision Heard(Moment life, RunSighted seen)
    {
        var decision = Decision.Of(seen);
        // Not marked as stopped (or after the deadline): nothing that HTCondor does later changes it, and every byte came before it.
        return seen.Run.End is { IsFinal: true } ? decision.Then(Finish(life with { Pod = life.Pod.Apply(seen) })) : decision;
    }

    private static Decision LastRead(Moment life, RunRead read)
    {
        if (IsMissing(life, read)) return life.TryLater(read.Failure ?? OutputIsMissing).And(new OutputMissed(life.Now));
        // It may be the first that is heard of another run, in which all counts go on from those of the one before. Where nothing was known, what was fetched at some time is something.
        var counts = read.Failure is null || life.Pod.Run.RunId is null;
        var seen = counts ? new RunSighted(read.Run) { Before = read.Before } : new RunSighted(life.Pod.Run);
        var pod = counts ? life.Pod.Apply(seen) : life.Pod;
        // A completed job stays in the queue until we let it go, so its output can still be had.
        var mayStillCome = read.Failure is not { Kind: CondorFailureKind.Storage } || life.Options.OutputIsFetched;
        if (mayStillCome && read.Failure is { } failure && life.Pod.Ad is { Status: JobStatus.Completed, FromHistory: false }) return life.TryLater(failure);
        if (pod is { Run.RunId: null, Ad.IsVoid: true }) return Void(life, read.Failure);
        // While it was read the job was let go again from its hold, or it is found after all. What was read is left to the watcher of the stream, which goes on.
        if (!IsOver(pod, life.Options)) return Decision.Of(new CallEnded(null));
        return Decision.Of(seen).Then(Finish(life with { Pod = pod }));
    }

    /// <summary>
    /// What the job must have written is not there, or cannot be read. The file system may be away for a while. Nothing is concluded for
    /// as long as the site has its output waited for. (The output of a spooled job comes from the schedd, which says itself what it does not have.)
    /// </summary>
    private static bool IsMissing(Moment life, RunRead read)
    {
        var (pod, limit) = (life.Pod, life.Options.OutputMissing);
        // A job that has completed has said that it began. An empty file is one that HTCondor made anew where the folder was away.
        var isMadeAnew = read.Run.RunId is null && pod is { Run.RunId: null, Ad.Status: JobStatus.Completed };
        var isRead = !isMadeAnew && read is { Place: OutputPlace.There, Failure: not { Kind: CondorFailureKind.Storage } };
        if (isRead || life.Options.OutputIsFetched || life.Now - (pod.OutputMissedSince ?? life.Now) >= limit) return false;
        if (pod.Ad is { EverStarted: false } ad && pod.Run.RunId is null) return ad.IsVoid && read.Place == OutputPlace.NoFolder;
        // HTCondor makes the file before it starts the job. Without one, a job that is lost, or held, is taken for one that never started.
        return read.Place != OutputPlace.NoFile || (pod.Missed is null && pod.Ad is { Status: not JobStatus.Held });
    }

    private static CondorFailure OutputIsMissing { get; } = new(CondorFailureKind.Storage, "job output", null, "the job has ended, and its output is not there");

    /// <summary>Never started, says the queue, and no stream says otherwise: a queue that was restored from a backup has forgotten what it had started.</summary>
    private static Decision Void(Moment life, CondorFailure? failure) => failure is { Kind: CondorFailureKind.Storage }
        ? life.TryLater(failure)
        : Decision.Of(new JobVoided(life.Pod.Job!.Value, life.Now), new ResubmitAllowed()).Run(new StopWatching()).Take(Step.Looking, new Look(AlsoHistory: true));

    private static bool IsOver(PodState pod, ActorsOptions options) =>
        pod is { Run.End.IsFinal: true } or { Missed: not null } or { Ad: null } || HasEnded(pod.Ad) || (pod.Ad is { Status: JobStatus.Held, IsNodeFault: false } && IsHopeless(pod.Ad, HoldRules.For(pod.Ad, options.HoldRules)));

    private static Decision Finish(Moment life)
    {
        var (inits, mains) = PodEnding.Of(life.Pod);
        return Decision.Of(new PodFinished(inits, mains, life.Now) { Restarts = PodRestarts.Of(life.Pod) }, new CallEnded(null))
            .Run(new StartWatching(life.Pod.Job!.Value, Stream: false)).Remind(life.Options.RetryAtMost);
    }

    private static Decision Stray(Moment life, JobAd ad) =>
        life.Pod.IsElected(ad) || ad.Status == JobStatus.Removed
            ? Decision.Nothing
            : Decision.Nothing.Run(new RemoveLosers([ad.Id]));

    /// <summary>Nothing about the pod changes any more; its job is let out of the queue.</summary>
    private static Decision Finished(Moment life, IPodInput input) => input switch
    {
        CreatePod or CreateRefused => Decision.Nothing.Answer(new PodCreated(life.Pod.Uid, life.Pod.Job!.Value.ToString())),
        JobSeen seen when life.Pod.IsElected(seen.Ad) => LetGo(life, seen.Ad),
        JobSeen other => Stray(life, other.Ad),
        // How it ended is known: that it is out of the queue is enough.
        JobNotSeen { AllMissing: false } or JobDeparted { AllMissing: false } => Gone(life),
        AcknowledgeEnded { Failure: { } failure } => life.TryLater(failure),
        RemoveEnded { Failure: { } failure } => life.TryLater(failure),
        // It had left: a queue that was restored from a backup has it again, and would run it again.
        StrayJobSeen { Ad: { Status: not JobStatus.Removed } again } when life.Pod.JobHasLeft && life.Pod.IsElected(again) && life.Idle => again.Status == JobStatus.Completed
            ? Decision.Nothing.Take(Step.Acknowledging, new Acknowledge(again.Id))
            : Decision.Nothing.Take(Step.Removing, new RemoveAll()),
        StrayJobSeen stray => Stray(life, stray.Ad),
        Remind or WakeUp when !life.Pod.JobHasLeft => Decision.Nothing
            .Run(new StartWatching(life.Pod.Job!.Value, Stream: false)).Remind(life.Options.RetryAtMost),
        DeletePod delete => Bury(life, delete.Uid),
        _ => Decision.Nothing,
    };

    /// <summary>Longer than HTCondor needs to note the end of a job, and to bring its output.</summary>
    private static readonly TimeSpan Lingering = TimeSpan.FromMinutes(5);

    private static Decision LetGo(Moment life, JobAd ad)
    {
        if (ad.FromHistory) return Gone(life);
        if (!life.Idle) return Decision.Nothing.Remind(life.Options.PollInterval);
        return ad.Status switch
        {
            JobStatus.Completed => Decision.Nothing.Take(Step.Acknowledging, new Acknowledge(ad.Id)),
            JobStatus.Held or JobStatus.Idle => Decision.Nothing.Take(Step.Removing, new RemoveAll()),
            // Given up while it was held or could not be found, and now it runs after all: nobody would hear of it.
            JobStatus.Running when life.Pod.Run.End is null => Decision.Nothing.Take(Step.Removing, new RemoveAll()),
            // Its runner has said its last word, and should be gone. One that hangs, or that the pod holds on to, would keep its slot.
            JobStatus.Running or JobStatus.Suspended when life.Now - life.Pod.End!.At > Lingering => Decision.Nothing.Take(Step.Removing, new RemoveAll()),
            _ => Decision.Nothing,
        };
    }

    private static Decision Gone(Moment life) =>
        life.Pod.JobHasLeft ? Decision.Nothing : Decision.Of(new JobLeft(life.Now)).Run(new StopWatching());
}
