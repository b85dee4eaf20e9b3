using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Pods;

/// <summary>What is kept of a job's runs when HTCondor runs it again.</summary>
internal static class EarlierRunMerge
{
    /// <summary>Those before, and now the newest as well.</summary>
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

    /// <summary>It was told as ended before the present run.</summary>
    public static bool EndedInEarlierRun(PodState pod, string name) =>
        pod.Earlier.Containers.GetValueOrDefault(name) is { } before && RunStatus.HasFinallyEnded(pod, name, before);

    // The newest run in which the container came to an end that was told; of the others that it started, and was ready: with that, what
    // comes before it was told as done.
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
