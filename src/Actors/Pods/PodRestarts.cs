using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <param name="Count">How often the container was started again.</param>
/// <param name="LastState">The end of the attempt before the newest one.</param>
internal sealed record ContainerRestarts(string Container, int Count, Terminated? LastState);

internal static class PodRestarts
{
    /// <summary>The restarts of the containers that ended and were, or will be, started again.</summary>
    public static IReadOnlyList<ContainerRestarts> Of(PodState pod) =>
        [
            .. from container in pod.Outline!.IsJobScript
                ? pod.Outline.Containers
                : pod.Outline.InitContainers.Concat(pod.Outline.Containers)
            let run = ContainerRuns.Of(pod, container)
            let before = pod.RestartsBefore.GetValueOrDefault(ContainerRuns.ReportingContainer(pod.Outline!, container).Name)
            where before > 0 || run is { RestartCount: > 0 } or { Previous: not null }
            // A container that HTCondor will start again counts once it has started. Until then its count stays the same.
            let again = before == 0 || run?.FirstStartedAt is not null ? before : before - 1
            select new ContainerRestarts(
                container.Name,
                again + (run?.RestartCount ?? 0),
                run?.Previous is { } ended ? AttemptEnd.Of(pod, ended) : null
            ),
        ];
}
