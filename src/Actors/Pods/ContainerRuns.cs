using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Pods;

/// <summary>Finds what the stream says of a container.</summary>
internal static class ContainerRuns
{
    /// <summary>Null if the stream has said nothing of the container yet.</summary>
    public static ContainerRun? Of(PodState pod, ContainerOutline container) =>
        pod.Run.Containers.GetValueOrDefault(ReportingContainer(pod.Outline!, container).Name);

    /// <summary>A job script is one program for all containers. The stream reports it under the name of the first one.</summary>
    public static ContainerOutline ReportingContainer(PodOutline pod, ContainerOutline container) =>
        pod.IsJobScript && !container.IsNotOffloaded ? pod.Containers.FirstOrDefault(c => !c.IsNotOffloaded) ?? container : container;
}
