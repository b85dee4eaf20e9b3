using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>What a decision depends on besides the input: the pod's state, the time and the options.</summary>
/// <param name="Ended">The pod's step before the input, which may be the one that the input ends.</param>
internal readonly record struct DecisionContext(PodState Pod, Step Ended, DateTimeOffset Now, ActorsOptions Options)
{
    /// <summary>How far the wall clock is ahead of <see cref="Now"/>. The schedd's times are by the wall clock.</summary>
    public TimeSpan WallAhead { get; init; }

    /// <summary>The job as it is seen now.</summary>
    public JobAdUpdated Seen(JobAd ad) => new(ad, Now) { WallAhead = WallAhead };

    /// <summary>True while no call is in progress for this pod.</summary>
    public bool HasNoStep => Pod.Step == Step.None;

    /// <summary>
    /// Tries again after a wait that doubles with each failure in a row. A null failure means that nothing failed, but the result is not
    /// there yet.
    /// </summary>
    /// <param name="failure">What has failed.</param>
    /// <param name="scheddAnswers">See <see cref="CallEnded.ScheddAnswers"/>.</param>
    public Decision TryLater(CondorFailure? failure, bool scheddAnswers = false) =>
        Decision.Of(new CallEnded(failure) { ScheddAnswers = scheddAnswers }).Remind(After(Pod.Failures));

    /// <summary>The wait before the next try, after so many tries in a row.</summary>
    public TimeSpan After(int before)
    {
        var wait = Options.RetryAfter * Math.Pow(2, Math.Clamp(before, 0, 16));
        return (wait < Options.RetryAtMost ? wait : Options.RetryAtMost) * Jitter;
    }

    /// <summary>
    /// A factor between 0.8 and 1 that differs from pod to pod, so that pods that failed together do not all retry in the same moment. It
    /// follows from the UID, so a decision stays a function of its arguments.
    /// </summary>
    private double Jitter
    {
        get
        {
            var hash = 2166136261u; // FNV-1a: .NET's own string hash differs from process to process
            foreach (var c in Pod.Uid.Value)
                hash = (hash ^ c) * 16777619;
            return 1 - (hash >> 8) % 1024 / 1024.0 * 0.2;
        }
    }
}
