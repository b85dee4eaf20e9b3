using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Simulation.Tests;

/// <summary>What must be so, and how soon, once faults are over.</summary>
internal static class LivenessRules
{
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    /// <summary>Twenty minutes: the schedd's own removal of what nobody released takes ten.</summary>
    public const int Rounds = 120;

    /// <summary>More than any pod needs: what never ends is not waited for.</summary>
    public const int CallsPerRound = 50;

    /// <summary>The promise that the pod's state still breaks, and how; null: it rests.</summary>
    public static (Rule Rule, string Words)? Lacks(SimulatedPod pod, SimulatedSchedd schedd)
    {
        var stage = pod.Replayed().Stage;
        var job = schedd.InQueueOf(pod.Uid.Tag, _ => true);
        if (pod.Knows<DeletionAsked>())
            return stage != Stage.Deleted ? (Rule.DeletedComesToRest, $"deleted, and still {stage}")
                : job is not null ? (Rule.NoLeftOver, $"deleted, and {job.Id} is {job.Status}")
                : null;
        if (pod.DeleteAcked)
            return (Rule.NoLostPod, "its deletion was acknowledged, and is not in the journal");
        if (pod.CreateAcked && !pod.Knows<PodAccepted>())
            return (Rule.NoLostPod, "its creation was acknowledged, and is not in the journal");
        if (stage is Stage.Accepted)
            return (Rule.ComesToRest, "still Accepted");
        if (stage is Stage.Released)
            return (Rule.HeldOrGoneEnds, $"still Released, its job is {job?.Status.ToString() ?? "gone"}");
        // Who sees no job at all does not believe that this one has left: it is asked for until another is there.
        if (stage is Stage.Finished && !pod.State.JobHasLeft && (job is not null || schedd.InQueue.Any()))
            return (Rule.ComesToRest, $"ended, and its job {job?.Status.ToString() ?? "is gone and"} was not let go");
        return job is null ? null : (Rule.NoLeftOver, $"{stage}, and {job.Id} is {job.Status}");
    }

    public static void Judge(SimulatedPod pod, SimulatedSchedd schedd, Judge judge)
    {
        if (Lacks(pod, schedd) is { } lack)
            judge.Say(lack.Rule, pod, lack.Words);
        var attempts = pod.Ever.Count(fact => fact is SubmitIntended);
        if (attempts > 1 + pod.Faults)
            judge.Say(Rule.NoLivelock, pod, $"{attempts} submits for {pod.Faults} faults");
    }
}
