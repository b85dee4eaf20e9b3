using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// How long a pod waits for the answer to its step, and what a lost answer means (pure). Nobody knows whether the lost step was done. So
/// the pod goes on as after a failure: it looks, or tries again later.
/// </summary>
internal static class StepLimit
{
    /// <summary>
    /// The actor that has the step in its queue reports that at intervals, and each report restarts the time limit (<see
    /// cref="StepInProgress"/>). The pod's own calls to its folder do not report, so their limit is longer.
    /// </summary>
    public static TimeSpan Of(Step step, ActorsOptions options) =>
        step is Step.Writing or Step.DiscardingFiles or Step.RemovingFiles ? options.DiskTimeLimit : options.StepTimeLimit;

    public static CondorFailure Failure(Step step) =>
        new(CondorFailureKind.TimedOut, "the sidecar", null, $"no answer came to the step {step}; the sidecar checks whether it was done");

    /// <summary>
    /// The failure that stands for a lost answer. Null for a read, which has no answer that means "not known": each stage handles StepLost
    /// itself.
    /// </summary>
    public static IPodInput? Answer(Step step)
    {
        var failure = Failure(step);
        return step switch
        {
            Step.Writing => new FilesWritten(failure),
            Step.Submitting => new SubmitEnded(failure),
            Step.Looking or Step.CheckingFolder => new JobsFound(JobQuery.CannotTell(failure)),
            Step.Releasing => new ReleaseEnded(failure),
            Step.Removing => new RemoveEnded(failure),
            Step.Acknowledging => new AcknowledgeEnded(failure),
            Step.DiscardingFiles or Step.RemovingFiles => new FilesRemoved(failure),
            _ => null,
        };
    }
}
