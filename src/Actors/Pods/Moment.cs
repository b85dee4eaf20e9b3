using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>What a decision is made from, besides the input: the pod as it is, the time, the limits.</summary>
/// <param name="Ended">The step that the input ends, when it ends one.</param>
internal readonly record struct Moment(PodState Pod, Step Ended, DateTimeOffset Now, ActorsOptions Options)
{
    /// <summary>No call is under way for this pod.</summary>
    public bool Idle => Pod.Step == Step.None;

    /// <summary>The next try comes after a wait that doubles with each failure in a row. Null: nothing failed, it is just not there yet.</summary>
    public Decision TryLater(CondorFailure? failure) => Decision.Of(new CallEnded(failure)).Remind(After(Pod.Failures));

    /// <summary>The wait after so many in a row before.</summary>
    public TimeSpan After(int before)
    {
        var wait = Options.RetryAfter * Math.Pow(2, Math.Clamp(before, 0, 16));
        return wait < Options.RetryAtMost ? wait : Options.RetryAtMost;
    }
}
