using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// The states of containers that are not in the job. A status must list every container: one that is left out makes the Virtual Kubelet
/// report success or crash (docs/interlink-protocol.md, "From a status to a phase"). So the state of these containers follows from the
/// states of the containers in the job.
/// </summary>
internal static class NotOffloadedStatus
{
    private const string Words = "not offloaded to HTCondor";

    /// <summary>The end of such a container. It has no times, because nobody saw a start or an end.</summary>
    public static Terminated Ended { get; } = new(0, PodReasons.Completed, Words, null, null);

    /// <summary>The states of all main containers.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="own">The states of the containers that are in the job.</param>
    public static ContainerState[] StatesOfAll(PodState pod, IReadOnlyDictionary<string, ContainerState> own) =>
        [.. pod.Outline!.Containers.Select(container => container.IsNotOffloaded ? State(pod, [.. own.Values]) : own[container.Name])];

    private static ContainerState State(PodState pod, IReadOnlyList<ContainerState> own) =>
        own.Count > 0 && own.All(state => state is Terminated) ? Ended
        : own.Any(state => state is Running) && FirstStart(pod) is { } started ? new Running(started)
        : new Waiting(PodReasons.ContainerCreating, Words);

    private static DateTimeOffset? FirstStart(PodState pod) =>
        pod.Outline!.Containers.Select(container => ContainerRuns.Of(pod, container)?.FirstStartedAt).Min();
}
