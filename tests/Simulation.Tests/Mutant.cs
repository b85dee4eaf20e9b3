using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Simulation.Tests;

/// <summary>The rules of a pod's life, as they are or as they should not be.</summary>
internal delegate Decision Decider(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options);

/// <summary>A fault put into the decider, or into the submit file, and the promise that it breaks.</summary>
/// <param name="Breaks">The promise.</param>
/// <param name="Decide">The rules with the fault.</param>
/// <param name="HasGate">Jobs are submitted behind their gate.</param>
/// <param name="ReadsOn">The journal is read after a failed flush.</param>
/// <param name="AsksPodsToWatchAgain">Pods hear of it when the actor that looks at their jobs was started again.</param>
internal sealed record Mutant(Rule? Breaks, Decider Decide, bool HasGate = true, bool ReadsOn = false, bool AsksPodsToWatchAgain = true)
{
    /// <summary>How long the delete of a pod that was never accepted is remembered.</summary>
    public TimeSpan RemembersUnknown { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A first submit that succeeded needs no look, whatever the queue shows.</summary>
    public bool BelievesSubmits { get; init; }

    /// <summary>Calls name their job by more than its id.</summary>
    public bool KnowsNames { get; init; } = true;

    public static Mutant None { get; } = new(null, PodLife.Decide);

    public static IReadOnlyDictionary<string, Mutant> All { get; } =
        new Dictionary<string, Mutant>
        {
            ["a submit without a gate starts what nobody elected"] = new(Rule.Gate, PodLife.Decide, HasGate: false),
            ["a submit without a gate starts two jobs of a pod"] = new(Rule.OneJob, PodLife.Decide, HasGate: false),
            ["a submit that failed is done again without a look"] = new(Rule.UnknownIsUnknown, Plain(SubmitsBlindly)),
            ["a submit is believed although the queue shows a job that the journal has lost"] = new(Rule.OneJob, PodLife.Decide)
            {
                BelievesSubmits = true,
            },
            ["whatever is found is let through"] = new(Rule.OneJob, Plain(LetsAllThrough)) { KnowsNames = false },
            ["the election is not written down"] = new(Rule.Gate, Plain(ForgetsTheElection)),
            ["a look that failed counts as one that found nothing"] = new(Rule.UnknownIsUnknown, Plain(BelievesAFailedLook)),
            ["another schedd is believed when a job is looked for"] = new(Rule.OneSchedd, Plain(BelievesAnotherLook)),
            ["another schedd is believed when a job is missing"] = new(Rule.EmptyIsNotGone, BelievesAnotherQueue),
            ["an empty queue is a loss"] = new(Rule.EmptyIsNotGone, BelievesAnEmptyQueue),
            ["a deleted pod is created again"] = new(Rule.NoResurrection, Plain(Resurrects)),
            ["a run that was stopped is the pod's end"] = new(Rule.JustifiedEnd, TakesAStopForTheEnd),
            ["what failed is not tried again"] = new(Rule.ComesToRest, NeverTriesAgain),
            ["a deletion is not tried again"] = new(Rule.DeletedComesToRest, NeverTriesAgain),
            ["a stray job is left alone"] = new(Rule.NoLeftOver, LeavesStraysAlone),
            ["a journal is read after a failed flush"] = new(Rule.NoLostPod, PodLife.Decide, ReadsOn: true),
            ["a lost answer is waited for"] = new(Rule.ComesToRest, WaitsForLostAnswers),
            ["a lost answer of a delete is waited for"] = new(Rule.DeletedComesToRest, WaitsForLostAnswers),
            ["an answer that comes late is taken for that of the step of now"] = new(Rule.Idempotence, TakesLateAnswers),
            ["a lost submit is done again without a look"] = new(Rule.UnknownIsUnknown, SubmitsWhatWasLost),
            ["pods do not hear that nobody looks at their jobs any more"] = new(
                Rule.HeldOrGoneEnds,
                PodLife.Decide,
                AsksPodsToWatchAgain: false
            ),
            ["a delete of a pod that was never accepted is soon forgotten"] = new(Rule.NoResurrection, PodLife.Decide)
            {
                RemembersUnknown = TimeSpan.FromMinutes(50),
            },
            ["a node that can run no container ends the pod"] = new(Rule.JustifiedEnd, Plain(TakesANodesFaultForTheEnd)),
            ["a missing output is the end"] = new(Rule.JustifiedEnd, TakesAMissingOutputForTheEnd),
            ["not now counts as refused"] = new(Rule.JustifiedEnd, Plain(TakesNotNowForNever)),
            ["a retention that began in the future is waited for"] = new(Rule.DeletedComesToRest, WaitsForAFutureRetention),
            ["an end that is dated in the future keeps the slot"] = new(Rule.ComesToRest, WaitsForAFutureEnd),
            ["an id is a job"] = new(Rule.Gate, TakesAnIdForAJob) { KnowsNames = false },
            ["a pod that lost its journal adopts a job that was not elected"] = new(Rule.OneJob, Plain(AdoptsAGatedJob)),
            ["jobs that wait for their files are let through"] = new(Rule.HeldOrGoneEnds, Plain(LetsThroughWhatHasNoFiles)),
        };

    /// <summary>With the answers of steps as they are.</summary>
    private static Decider Plain(Decider decide) =>
        (pod, input, now, options) =>
            input is not StepAnswered answered ? decide(pod, input, now, options)
            : pod.IsCurrentStep(answered.Number) ? decide(pod, answered.Answer, now, options)
            : Decision.Nothing;

    private static Decision SubmitsBlindly(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        pod.Stage == Stage.Accepted && input is SubmitEnded { Failure: { } failure }
            ? Decision
                .Of(new SubmitTried(failure), new SubmitIntended(pod.Attempt + 1, now))
                .Take(Step.Submitting, new Submit(pod.Attempt + 1))
            : PodLife.Decide(pod, input, now, options);

    private static Decision LetsAllThrough(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options)
    {
        var decision = PodLife.Decide(pod, input, now, options);
        return input is JobsFound { Query.Jobs: { Count: > 1 } jobs } && pod.Stage == Stage.Accepted
            ? decision.Run([.. jobs.Select(ad => new Release(ad.Id))])
            : decision;
    }

    private static Decision ForgetsTheElection(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        pod.Stage == Stage.Accepted && input is JobsFound { Query.Jobs: [var ad, ..] }
            ? Decision.Of(new StepTaken(Step.None)).Take(Step.Releasing, new Release(ad.Id))
            : PodLife.Decide(pod, input, now, options);

    private static Decision BelievesAFailedLook(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        PodLife.Decide(
            pod,
            input is JobsFound { Query.Failure: not null } ? new JobsFound(JobQuery.Of([]) with { Schedd = SimulatedSchedd.Name }) : input,
            now,
            options
        );

    private static Decision BelievesAnotherLook(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        PodLife.Decide(
            pod,
            input is JobsFound { Query: var query } ? new JobsFound(query with { Schedd = SimulatedSchedd.Name }) : input,
            now,
            options
        );

    private static Decision BelievesAnotherQueue(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        PodLife.Decide(pod, input is JobNotSeen missed ? missed with { Schedd = SimulatedSchedd.Name } : input, now, options);

    private static Decision BelievesAnEmptyQueue(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        PodLife.Decide(pod, input is JobNotSeen missed ? missed with { AllMissing = false } : input, now, options);

    private static Decision Resurrects(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        PodLife.Decide(
            pod.Stage == Stage.Deleted && input is CreatePod or FilesWritten ? pod with { Stage = Stage.New } : pod,
            input,
            now,
            options
        );

    private static Decision AdoptsAGatedJob(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        PodLife.Decide(
            pod,
            pod is { Stage: Stage.New, Step: Step.Looking }
            && input is JobsFound { Query: { Jobs: var jobs } query }
            && jobs.Where(ad => ad.IsGated).ToArray() is { Length: > 0 } gated
                ? new JobsFound(query with { Jobs = gated })
                : input,
            now,
            options
        );

    private static Decision TakesAStopForTheEnd(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        PodLife.Decide(
            pod,
            input is RunSeen { Run: { End: { Stopped: true } end } run }
                ? new RunSeen(run with { End = end with { Stopped = false } })
                : input,
            now,
            options
        );

    private static Decision NeverTriesAgain(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        input is Remind ? Decision.Nothing : PodLife.Decide(pod, input, now, options);

    private static Decision WaitsForLostAnswers(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        input is StepLost ? Decision.Nothing : PodLife.Decide(pod, input, now, options);

    private static Decision TakesLateAnswers(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        PodLife.Decide(pod, input is StepAnswered answered ? answered.Answer : input, now, options);

    private static Decision SubmitsWhatWasLost(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        pod is { Stage: Stage.Accepted, Step: Step.Submitting } && input is StepLost lost && pod.IsCurrentStep(lost.Number)
            ? Decision.Of(new SubmitIntended(pod.Attempt + 1, now)).Take(Step.Submitting, new Submit(pod.Attempt + 1))
            : PodLife.Decide(pod, input, now, options);

    private static Decision LeavesStraysAlone(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        input is StrayJobSeen && pod.Stage is not Stage.New
            ? Decision.Nothing.Run(new Passivate())
            : PodLife.Decide(pod, input, now, options);

    private static Decision TakesANodesFaultForTheEnd(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options)
    {
        if (pod.Stage != Stage.Released || input is not JobSeen { Ad: { IsNodeFault: true } ad })
            return PodLife.Decide(pod, input, now, options);
        var seen = new JobAdUpdated(ad, now);
        var (inits, mains) = PodEnding.Of(pod.Apply(seen));
        return Decision.Of(seen, new PodFinished(inits, mains, now));
    }

    private static Decision TakesAMissingOutputForTheEnd(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        PodLife.Decide(pod, input, now, options with { OutputMissing = TimeSpan.Zero });

    private static Decision TakesNotNowForNever(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        PodLife.Decide(
            pod,
            input is SubmitEnded { Failure: { Kind: CondorFailureKind.Failed } failure }
                ? new SubmitEnded(failure with { Kind = CondorFailureKind.Refused })
                : input,
            now,
            options
        );

    private static Decision WaitsForAFutureRetention(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        pod is { Stage: Stage.Retained, Step: Step.None, DeletedAt: { } at } && at > now && input is Remind or WakeUp
            ? Decision.Nothing.Remind(at + options.RetainFinished - now)
            : PodLife.Decide(pod, input, now, options);

    private static Decision WaitsForAFutureEnd(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        PodLife.Decide(pod with { EndCountsFrom = null }, input, now, options);

    private static Decision TakesAnIdForAJob(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        PodLife.Decide(
            pod,
            input switch
            {
                JobSeen { Ad: var ad } => new JobSeen(ad with { GlobalJobId = pod.GlobalJobId }),
                StrayJobSeen stray => stray with { Ad = stray.Ad with { GlobalJobId = pod.GlobalJobId } },
                _ => input,
            },
            now,
            options
        );

    private static Decision LetsThroughWhatHasNoFiles(PodState pod, IPodInput input, DateTimeOffset now, ActorsOptions options) =>
        PodLife.Decide(
            pod,
            input is JobsFound { Query.Jobs: { Count: > 0 } jobs } && pod.Stage == Stage.Accepted
                ? new JobsFound(
                    JobQuery.Of([.. jobs.Select(ad => ad.IsSpooling ? ad with { HoldReasonCode = 15 } : ad)]) with
                    {
                        Schedd = SimulatedSchedd.Name,
                    }
                )
                : input,
            now,
            options
        );
}
