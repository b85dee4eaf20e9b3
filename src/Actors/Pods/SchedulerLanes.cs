using Akka.Actor;

namespace HtcondorActors.Actors.Pods;

/// <summary>The actors to which a pod sends its requests to the scheduler. Each answers with an input of <see cref="PodLife"/>.</summary>
internal sealed record SchedulerLanes
{
    public required ICanTell Submit { get; init; }
    public required ICanTell Look { get; init; }
    public required ICanTell LookAlsoInHistory { get; init; }
    public required ICanTell Release { get; init; }
    public required ICanTell ReleaseHeld { get; init; }
    public required ICanTell ReleaseOnOtherNodes { get; init; }
    public required ICanTell Remove { get; init; }
    public required ICanTell RemoveJobs { get; init; }
    public required ICanTell Acknowledge { get; init; }
    public required ICanTell Poller { get; init; }
    public required ICanTell Streams { get; init; }

    /// <summary>Receives <see cref="ReadToEnd"/>. It reads the streams, or fetches them first.</summary>
    public required ICanTell Ends { get; init; }

    /// <summary>Receives <see cref="AskIdle"/>; null if nobody finds out why jobs are idle.</summary>
    public ICanTell? Explainer { get; init; }
}

/// <summary>One item of a lane.</summary>
/// <param name="Item">The request.</param>
/// <param name="Step">The number of the pod's step, which the answer carries (<see cref="StepAnswered"/>); 0 if the call is not a
/// step.</param>
internal sealed record LaneItem<TItem>(TItem Item, long Step);
