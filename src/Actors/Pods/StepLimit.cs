using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// How long a pod waits for the answer to its one step, and what a lost answer means: pure. Nobody can tell then whether the step was
/// done, and the pod goes on as after any answer that says so: it looks, or tries again later.
/// </summary>
internal static class StepLimit
{
    /// <summary>
    /// Whoever has the step in its queue says so, which begins the time anew (<see cref="StepInProgress"/>). The pod's own calls to its
    /// folder say nothing meanwhile.
    /// </summary>
    public static TimeSpan Of(Step step, ActorsOptions options) =>
        step is Step.Writing or Step.DiscardingFiles or Step.RemovingFiles ? options.DiskTimeLimit : options.StepTimeLimit;

    public static CondorFailure Failure(Step step) =>
        new(CondorFailureKind.TimedOut, "the sidecar", null, $"no answer came to the step {step}; the sidecar checks whether it was done");

    /// <summary>
    /// The answer that a lost one is taken for. Null: of a read no answer stands for "not known", so each stage says what follows.
    /// </summary>
    public static IPodInput? Answer(Step step)
    {
        var failure = Failure(step);
        return step switch
        {
            Step.Writing => new FilesWritten(failure),
            Step.Submitting => new SubmitEnded(failure),
            Step.Looking => new JobsFound(JobQuery.CannotTell(failure)),
            Step.Releasing => new ReleaseEnded(failure),
            Step.Removing => new RemoveEnded(failure),
            Step.Acknowledging => new AcknowledgeEnded(failure),
            Step.DiscardingFiles or Step.RemovingFiles => new FilesRemoved(failure),
            _ => null,
        };
    }
}
