using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>What a decision is made from, besides the input: the pod as it is, the time, the limits.</summary>
/// <param name="Ended">The step that the input ends, when it ends one.</param>
internal readonly record struct DecisionContext(PodState Pod, Step Ended, DateTimeOffset Now, ActorsOptions Options)
{
    /// <summary>No call is under way for this pod.</summary>
    public bool HasNoStep => Pod.Step == Step.None;

    /// <summary>The next try comes after a wait that doubles with each failure in a row. Null: nothing failed, it is just not there
    /// yet.</summary>
    public Decision TryLater(CondorFailure? failure) => Decision.Of(new CallEnded(failure)).Remind(After(Pod.Failures));

    /// <summary>The wait after so many in a row before.</summary>
    public TimeSpan After(int before)
    {
        var wait = Options.RetryAfter * Math.Pow(2, Math.Clamp(before, 0, 16));
        return (wait < Options.RetryAtMost ? wait : Options.RetryAtMost) * Jitter;
    }

    /// <summary>
    /// Between 0.8 and 1, another for each pod: pods that failed together do not all come again in the same moment. It follows from the
    /// UID, so a decision stays a function of its arguments.
    /// </summary>
    private double Jitter
    {
        get
        {
            var hash = 2166136261u; // FNV-1a; a string's own hash is another one in each process
            foreach (var c in Pod.Uid.Value)
                hash = (hash ^ c) * 16777619;
            return 1 - (hash >> 8) % 1024 / 1024.0 * 0.2;
        }
    }
}
