using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Pods;

/// <summary>Merges a job's earlier runs into one view when HTCondor runs the job again.</summary>
internal static class EarlierRunMerge
{
    /// <summary>The earlier runs merged with the newest one.</summary>
    public static RunView With(PodState pod) =>
        new()
        {
            Containers = pod
                .Earlier.Containers.Keys.Union(pod.Run.Containers.Keys)
                .ToDictionary(
                    name => name,
                    name => Merge(pod, name, pod.Run.Containers.GetValueOrDefault(name), pod.Earlier.Containers.GetValueOrDefault(name))
                ),
            ExitOrder =
            [
                .. pod.Earlier.ExitOrder,
                .. pod.Run.ExitOrder.Where(name =>
                    !EndedInEarlierRun(pod, name) && RunStatus.HasFinallyEnded(pod, name, pod.Run.Containers[name])
                ),
            ],
        };

    /// <summary>True if the status reported the container as ended before the present run.</summary>
    public static bool EndedInEarlierRun(PodState pod, string name) =>
        pod.Earlier.Containers.GetValueOrDefault(name) is { } before && RunStatus.HasFinallyEnded(pod, name, before);

    // Keeps the newest run in which the container's end was reported. The other runs add that the container has started and has been ready:
    // because of that, the status may already have reported init containers as done.
    private static ContainerRun Merge(PodState pod, string name, ContainerRun? newest, ContainerRun? before)
    {
        if (newest is null || before is null)
            return newest ?? before!;
        var kept = RunStatus.HasFinallyEnded(pod, name, before) && !RunStatus.HasFinallyEnded(pod, name, newest) ? before : newest;
        return kept with
        {
            HasBeenReady = newest.HasBeenReady || before.HasBeenReady,
            FirstStartedAt = kept.FirstStartedAt ?? before.FirstStartedAt,
        };
    }
}
