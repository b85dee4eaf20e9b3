using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// The rules of a pod's life: pure and total. Every stage lists the inputs that it handles. docs/pod-life.md shows the whole table, and a
/// test compares it with this code.
/// </summary>
/// <remarks>
/// At most one job of a pod ever starts, whichever process is killed and whenever the network fails. Every job is submitted behind a gate.
/// The smallest job id that is not void is elected. The election is durable before the gate opens. The schedd gives ids in commit order, so
/// an election sees every smaller id.
/// </remarks>
internal static partial class PodLife
{
    public static Decision Decide(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        Decide(pod, input, now, options, wallAhead: TimeSpan.Zero);

    /// <param name="pod">The pod before the input.</param>
    /// <param name="input">What has happened.</param>
    /// <param name="now">The time by the clock of the rules.</param>
    /// <param name="options">The site's options.</param>
    /// <param name="wallAhead">How far the wall clock is ahead of that clock.</param>
    public static Decision Decide(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options, TimeSpan wallAhead) =>
        input switch
        {
            StepAnswered answered => pod.IsCurrentStep(answered.Number)
                ? Decide(pod, answered.Answer, now, options, wallAhead)
                : Decision.Nothing,
            StepLost lost when !pod.IsCurrentStep(lost.Number) => Decision.Nothing,
            StepLost when StepLimit.Answer(pod.Step) is { } answer => Decide(pod, answer, now, options, wallAhead),
            AdoptPod adopt => Adopt(pod, adopt),
            // Only a job on hold waits for longer than a wake-up ends.
            RetryNow when pod.Stage != Stage.Released => Follow(pod, new WakeUp(pod.Uid), now, options, wallAhead),
            _ => Follow(pod, input, now, options, wallAhead),
        };

    private static Decision Follow(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options, TimeSpan wallAhead)
    {
        var ends = EndsStep(pod.Step, input);
        var context = new DecisionContext(ends ? pod with { Step = Step.None } : pod, pod.Step, now, options) { WallAhead = wallAhead };
        var decision =
            IsOfAnotherSpec(pod, input) ? Decision.Nothing.AnswerCaller(new PodIsAnother(pod.Uid))
            : ScheddRules.IsOfAnother(pod, input, options) ? OfAnotherSchedd(context, input)
            : pod.Stage switch
            {
                Stage.New or Stage.Refused => NewOrRefused(context, input),
                Stage.Accepted => Accepted(context, input),
                Stage.Released => Released(context, input),
                Stage.Finished => Finished(context, input),
                Stage.Deleting => Deleting(context, input),
                Stage.Retained => Retained(context, input),
                Stage.Deleted => Deleted(context, input),
                _ => throw new ArgumentOutOfRangeException(nameof(pod), pod.Stage, "no such stage"),
            };
        if (ScheddRules.ToNote(pod, input) is { } schedd)
            decision = Decision.Of(new ScheddNoted(schedd, now)).Then(decision);
        return ends ? Decision.Of(new StepTaken(Step.None)).Then(decision) : decision;
    }

    /// <summary>
    /// Another schedd than the pod's says that it does not have the pod's jobs. That is no news: the pod neither loses its job, nor submits
    /// again, nor ends its deletion.
    /// </summary>
    private static Decision OfAnotherSchedd(DecisionContext context, IPodInput input) =>
        input switch
        {
            JobsFound found when context.Pod.Stage is Stage.Accepted or Stage.Deleting => context.TryLater(
                ScheddRules.Failure(context.Pod.Schedd!, found.Query.Schedd)
            ),
            JobNotSeen { Schedd: { } asked } when context.Pod.Stage == Stage.Released => Decision.Of(new JobIsElsewhere(asked)),
            JobDeparted { Schedd: { } asked } when context.Pod.Stage == Stage.Released => Decision.Of(new JobIsElsewhere(asked)),
            _ => Decision.Nothing,
        };

    /// <summary>
    /// True if the create is of another pod under the same UID: the first pod stays. Digests are compared only while the UID has a pod, and
    /// only if both are known.
    /// </summary>
    private static bool IsOfAnotherSpec(PodState pod, IPodInput input)
    {
        var hasPod =
            pod.Stage is Stage.Accepted or Stage.Released or Stage.Finished
            || (pod.Stage is Stage.New or Stage.Refused && pod.Step is Step.Writing or Step.Looking);
        return hasPod && DigestOf(input) is var asked && pod.Outline!.SpecDigest is var known && asked != 0 && known != 0 && asked != known;
    }

    private static UInt128 DigestOf(IPodInput input) =>
        input switch
        {
            CreatePod create => create.Plan.Outline.SpecDigest,
            CreateRefused refused => refused.SpecDigest,
            _ => 0,
        };

    // FilesRemoved does not end the step Writing: a create arrived during the removal, and its files are written after it.
    private static bool EndsStep(Step step, IPodInput input) =>
        !(step == Step.Writing && input is FilesRemoved)
        && input
            is FilesWritten
                or FilesRemoved
                or SubmitEnded
                or JobsFound
                or ReleaseEnded
                or RemoveEnded
                or AcknowledgeEnded
                or RunRead
                or StepLost;

    /// <summary>The pod is new, or was refused earlier: nothing of it is in the queue or on disk.</summary>
    private static Decision NewOrRefused(DecisionContext context, IPodInput input) =>
        input switch
        {
            CreatePod create when context.HasNoStep || context.Pod.Step is Step.DiscardingFiles or Step.CheckingFolder => Decision
                .Of(new CreateStarted(create.Plan.Outline))
                .Take(Step.Writing, new WriteFiles(create.Plan.Files, create.Staged)),
            CreatePod => Decision.Nothing, // joins the create whose files are being written, or the adoption
            CreateRefused refused when context.Pod.Step is not (Step.Writing or Step.Looking) => RefuseInvalidCreate(context, refused),
            CreateRefused => Decision.Nothing,
            FilesWritten { Failure: null } written => Decision
                .Of(
                    new PodAccepted(context.Pod.Outline!, context.Now) { Schedd = written.Schedd },
                    new SubmitIntended(context.Pod.Attempt + 1, context.Now)
                )
                .Take(Step.Submitting, new Submit(context.Pod.Attempt + 1)),
            FilesWritten { Failure: { } failure } => Decision.Nothing.Answer(new PodNotAccepted(failure.ToString())),
            JobsFound found when context.Ended == Step.CheckingFolder => RemoveLeftovers(found.Query),
            JobsFound found => ElectAdopted(context, found.Query),
            DeletePod delete => BeginDeletion(context, delete.Uid),
            // A process that died between writing the files and the journal, or that could not write the journal, leaves a folder without a
            // pod. No caller was told that this pod was accepted. But if the journal has lost the pod, its job may write to the folder.
            WakeUp when context.HasNoStep && context.Pod.Stage == Stage.New => Decision.Nothing.Take(
                Step.CheckingFolder,
                new Look(AlsoHistory: false)
            ),
            WakeUp when context.HasNoStep => Decision.Nothing.Take(Step.DiscardingFiles, new RemoveFiles()),
            FilesRemoved when context.HasNoStep => Decision.Nothing.Run(new Passivate()),
            // A job that appears after the refusal is behind its gate, where the schedd removes it. The schedd does not remove a job that
            // waits for its input files.
            StrayJobSeen { Ad: { IsSpooling: true } stray, SeenFor: var seenFor }
                when context.HasNoStep && context.Pod.Stage == Stage.Refused && seenFor > context.Options.AbandonedAfter =>
                Decision.Nothing.Run(RemoveLosers.Of(stray)),
            // No pod owns the job. If the journal has lost its last entries, the job may belong to a pod that Kubernetes still has. So the
            // sidecar does not remove it.
            StrayJobSeen { Ad: var stray } when context.HasNoStep => Decision.Nothing.Run(new ReportUnownedJob(stray.Id), new Passivate()),
            LosersRemoved or Remind or WakeUp or ForgetUnknown or CreateReplyDue when context.HasNoStep => Decision.Nothing.Run(
                new Passivate()
            ),
            _ => Decision.Nothing,
        };

    /// <summary>Removes the folder of a pod that is not in the journal, if the queue shows no job that may write to it.</summary>
    private static Decision RemoveLeftovers(JobQuery query) =>
        query is { Failure: null, Jobs: [], Unreadable: [] }
            ? Decision.Nothing.Take(Step.DiscardingFiles, new RemoveFiles())
            : Decision.Nothing.Run(new Passivate());

    private static Decision RefuseInvalidCreate(DecisionContext context, CreateRefused refused)
    {
        var decision = Decision.Nothing.AnswerCaller(new PodInvalid(refused.Words));
        return context.HasNoStep ? decision.Run(new Passivate()) : decision;
    }

    /// <summary>Submits, looks and elects, until a job is elected or the scheduler has clearly refused.</summary>
    private static Decision Accepted(DecisionContext context, IPodInput input) =>
        input switch
        {
            CreateReplyDue => Decision.Nothing.Answer(new PodCreated(context.Pod.Uid, context.Pod.Uid.Value)),
            // No other job of this pod can have passed its gate (ADR 1), so no look is needed.
            SubmitEnded { Failure: null, Job: { } job } when context.Pod.Attempt == 1 => Decision
                .Of(new SubmitTried(null))
                .Then(Elect(context, [job])),
            SubmitEnded submit => Decision
                .Of(new SubmitTried(submit.Failure))
                .Take(Step.Looking, new Look(AlsoHistory: submit.Failure is not null || context.Pod.Attempt > 1)),
            JobsFound { Query.Failure: { } failure } => context.TryLater(failure),
            JobsFound found => Elect(context, found.Query.Jobs),
            Remind or WakeUp when context.HasNoStep => Decision.Of(new ResubmitAllowed()).Take(Step.Looking, new Look(AlsoHistory: true)),
            DeletePod delete => BeginDeletion(context, delete.Uid),
            // Another create joins the waiting callers. A stray job needs no answer, because the look in progress finds it.
            _ => Decision.Nothing,
        };

    /// <summary>
    /// The job to elect; null if there is none. A job that has passed its gate was elected before, and the journal has lost that. A second
    /// one must not pass.
    /// </summary>
    public static JobAd? WinnerOf(IReadOnlyList<JobAd> jobs) =>
        jobs.Where(ad => !ad.IsVoid).MinBy(ad => (ad.IsGated || ad.IsSpooling, ad.Id));

    private static Decision Elect(DecisionContext context, IReadOnlyList<JobAd> jobs)
    {
        if (WinnerOf(jobs) is not { } winner)
            return NoJobToElect(context);
        if (winner.IsSpooling)
            return AwaitSpooledFiles(context, winner, [.. jobs.Where(ad => ad.IsSpooling)]);
        var losers = jobs.Where(ad => ad.Id != winner.Id && !ad.FromHistory && ad.Status != JobStatus.Removed).ToArray();
        var decision = Decision
            .Of(new ReleaseDecided(winner.Id, winner.GlobalJobId, context.Now), new CallEnded(null), context.Seen(winner))
            .Answer(new PodCreated(context.Pod.Uid, winner.Id.ToString()))
            .Run(new StartWatching(winner.Id, Stream: true));
        if (losers.Length > 0)
            decision = decision.Run(RemoveLosers.Of(losers));
        return winner.IsGated ? decision.Take(Step.Releasing, new Release(winner.Id)) : decision;
    }

    /// <summary>
    /// Only the arrival of its input files ends the hold of a spooling job, so releasing it would not help. The condor_submit that sends
    /// the files may have been killed, and the schedd does not evaluate periodic_remove of such a job (observed). So the sidecar removes
    /// the job after a while, behind its gate, which makes it void.
    /// </summary>
    private static Decision AwaitSpooledFiles(DecisionContext context, JobAd ad, JobAd[] spooling)
    {
        var later = context.TryLater(
            new CondorFailure(
                CondorFailureKind.Failed,
                "condor_submit",
                null,
                $"job {ad.Id} waits for its input files, which condor_submit has not delivered"
            )
        );
        var seen = new JobsSpooling([.. spooling.Select(job => job.Id)], context.Now);
        var since = context.Pod.Apply(seen).Spooling;
        var abandoned = Array.FindAll(spooling, job => context.Now - since[job.Id] > context.Options.AbandonedAfter);
        return abandoned.Length > 0 ? later.And(seen).Run(RemoveLosers.Of(abandoned)) : later.And(seen);
    }

    private static Decision NoJobToElect(DecisionContext context)
    {
        if (context.Pod.RefusedSubmits >= 2)
        {
            var words = context.Pod.LastFailure?.Words ?? "the scheduler did not take the job";
            return Decision
                .Of(new SubmitRefused(words, context.Now))
                .Answer(new PodRefused(words))
                .Take(Step.DiscardingFiles, new RemoveFiles());
        }
        // The submit reported success, but the look found no job. The pod does not submit again at once: if looks were blind, that would
        // flood the queue.
        if (!context.Pod.MayResubmit)
            return context.TryLater(context.Pod.LastFailure, scheddAnswers: true);
        var next = context.Pod.Attempt + 1;
        return Decision.Of(new SubmitIntended(next, context.Now)).Take(Step.Submitting, new Submit(next));
    }

    /// <summary>Stores the delete first. The call that is in progress ends; then all jobs with the pod's tag are removed.</summary>
    private static Decision BeginDeletion(DecisionContext context, PodUid uid)
    {
        var decision = Decision
            .Of(new DeletionAsked(uid, context.Now))
            .Answer(new DeletionAccepted(uid))
            .Answer(new PodWasDeleted(uid))
            .Run(new StopWatching());
        return context.HasNoStep ? decision.Take(Step.Removing, new RemoveAll()) : decision;
    }
}
