using Akka.Actor;

namespace HtcondorActors.Actors.Pods;

/// <summary>The actors that a pod tells what it wants from the scheduler. Each answers with an input of <see cref="PodLife"/>.</summary>
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
}

/// <summary>One item of a lane.</summary>
/// <param name="Item">What is asked.</param>
/// <param name="Step">The number of the pod's step, which its answer carries (<see cref="StepAnswered"/>); 0: the call is no step.</param>
internal sealed record LaneItem<TItem>(TItem Item, long Step);
