using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

internal static partial class PodLife
{
    /// <summary>
    /// The journal has lost the pod, and an operator has it adopt its job. The look that follows elects as after a create, so the job is
    /// the one that was elected before the loss, or one that never started. Nothing is submitted: without a job there is nothing to adopt.
    /// </summary>
    private static Decision Adopt(PodState pod, AdoptPod adopt) =>
        pod switch
        {
            { Stage: Stage.New, Step: Step.None } => Decision
                .Of(new CreateStarted(adopt.Outline))
                .Take(Step.Looking, new Look(AlsoHistory: true)),
            // The operator's request may come twice.
            { Stage: Stage.New, Step: Step.Looking } => Decision.Nothing,
            { Stage: Stage.Released or Stage.Finished, Job: { } job } => Decision.Nothing.AnswerCaller(
                new PodCreated(pod.Uid, job.ToString())
            ),
            { Stage: Stage.New } => NotAdopted("its pod is being created or removed at this moment; look again"),
            { Stage: Stage.Refused } => NotAdopted("HTCondor refused its pod once, and Kubernetes was told so"),
            { Stage: Stage.Deleting or Stage.Retained or Stage.Deleted } => Decision.Nothing.AnswerCaller(new PodWasDeleted(pod.Uid)),
            _ => NotAdopted("its pod is in the journal"),
        };

    private static Decision NotAdopted(string words) => Decision.Nothing.AnswerCaller(new PodNotAccepted(words));

    private static Decision ElectAdopted(DecisionContext context, JobQuery query)
    {
        if (query.Failure is { } failure)
            return GiveUp(failure.ToString());
        var jobs = query.Jobs;
        if (WinnerOf(jobs) is not { } winner)
            return GiveUp("the pod has no job any longer that could start or has started");
        if (winner.IsSpooling)
            return GiveUp($"job {winner.Id} waits for its input files, which nobody sends any more");
        // Of the attempts before the loss only the jobs are left. With this one noted, any later submit looks for other jobs first.
        return Decision
            .Of(
                new PodAccepted(context.Pod.Outline!, context.Now) { Schedd = ScheddName.OfJob(winner.GlobalJobId) ?? query.Schedd },
                new SubmitIntended(1, context.Now)
            )
            .Then(Elect(context, jobs));

        static Decision GiveUp(string words) => Decision.Nothing.Answer(new PodNotAccepted(words)).Run(new Passivate());
    }
}
