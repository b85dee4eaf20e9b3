using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Overview;

/// <summary>Says what a pod waits for (pure): the call that the sidecar makes for it now, or what happens next.</summary>
internal static class WaitsForText
{
    /// <param name="snapshot">The pod.</param>
    /// <param name="willRelease">True if the sidecar releases the job by itself, should it be on hold.</param>
    public static string? Of(PodSnapshot snapshot, bool willRelease) =>
        snapshot.Pod.Step switch
        {
            Step.None => WithoutStep(snapshot, willRelease),
            Step.Writing => "the pod's files to be written",
            Step.Submitting => "condor_submit to submit the job",
            Step.Looking or Step.CheckingFolder => "condor_q to list the pod's jobs",
            Step.Releasing => "condor_release to let the job go",
            Step.Removing => "condor_rm to remove the pod's jobs",
            Step.Reading => "the job's output to be read to its end",
            Step.Acknowledging => "the ended job to leave the queue",
            Step.DiscardingFiles or Step.RemovingFiles => "the pod's files to be removed",
            _ => null,
        };

    private static string? WithoutStep(PodSnapshot snapshot, bool willRelease) =>
        snapshot switch
        {
            { Stage: PodStage.Unknown } => "the schedd to show the job",
            { Stage: PodStage.Submitting, Pod.Ad.IsSpooling: true } => "the job's input files to arrive at the schedd",
            { Stage: PodStage.Submitting, Pod.Ad: not null } => "the release of the job from its gate",
            { Stage: PodStage.Submitting } => "the next try of the submit",
            { Stage: PodStage.Idle } => "a slot",
            { Stage: PodStage.Held } when willRelease => "the time to release the job",
            { Stage: PodStage.Held } => "somebody who releases or removes the job",
            { Stage: PodStage.Suspended } => "HTCondor to continue the job",
            { Stage: PodStage.Running } => "the end of the containers",
            { Stage: PodStage.Ending } => "the end of the job as the queue, the history or its output shows it",
            { Stage: PodStage.Succeeded or PodStage.Failed } => "Kubernetes to delete the pod",
            { Stage: PodStage.Deleting } => "the pod's jobs to leave the queue",
            { Stage: PodStage.Retained } => "the end of RetainFinishedMinutes",
            _ => null,
        };
}
