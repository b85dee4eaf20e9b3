using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Containers that are not in the job. Whoever asks wants to hear of every container (one that is left out makes the Virtual Kubelet report
/// success or crash: docs/interlink-protocol.md, "From a status to a phase"), so those that are told of anyway lead and these follow.
/// </summary>
internal static class NotOffloadedStatus
{
    private const string Words = "not offloaded to HTCondor";

    /// <summary>Nobody saw a start or an end of it, so there are no times.</summary>
    public static Terminated Ended { get; } = new(0, "Completed", Words, null, null);

    /// <summary>The states of all main containers, from those that were found for the pod's own.</summary>
    public static ContainerState[] StatesOfAll(PodState pod, IReadOnlyDictionary<string, ContainerState> own) =>
        [.. pod.Outline!.Containers.Select(container => container.IsNotOffloaded ? State(pod, [.. own.Values]) : own[container.Name])];

    private static ContainerState State(PodState pod, IReadOnlyList<ContainerState> own) =>
        own.Count > 0 && own.All(state => state is Terminated) ? Ended
        : own.Any(state => state is Running) && FirstStart(pod) is { } started ? new Running(started)
        : new Waiting("ContainerCreating", Words);

    private static DateTimeOffset? FirstStart(PodState pod) =>
        pod.Outline!.Containers.Select(container => ContainerRuns.Of(pod, container)?.FirstStartedAt).Min();
}
