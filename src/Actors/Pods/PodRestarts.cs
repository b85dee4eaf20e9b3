using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <param name="Count">How often the container was started again.</param>
/// <param name="LastState">The end of the attempt before the newest one.</param>
internal sealed record ContainerRestarts(string Container, int Count, Terminated? LastState);

internal static class PodRestarts
{
    /// <summary>Of those containers that ended and were, or will be, started again.</summary>
    public static IReadOnlyList<ContainerRestarts> Of(PodState pod) =>
    [
        .. from container in pod.Outline!.IsJobScript ? pod.Outline.Containers : pod.Outline.InitContainers.Concat(pod.Outline.Containers)
           let run = ContainerRuns.Of(pod, container)
           where run is { RestartCount: > 0 } or { Previous: not null }
           select new ContainerRestarts(container.Name, run.RestartCount, run.Previous is { } ended ? AttemptEnd.Of(pod, ended) : null),
    ];
}
