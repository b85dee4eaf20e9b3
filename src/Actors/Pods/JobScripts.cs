using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// The init containers of a pod with a job script. The script runs for all containers and does the work of the init containers too.
/// </summary>
internal static class JobScripts
{
    /// <summary>
    /// The state of an init container once the script has started. It has no times, because nobody saw this container start or end.
    /// </summary>
    public static Terminated InitDone { get; } = new(0, PodReasons.Completed, "run by the job script", null, null);

    public static bool HasStarted(PodState pod) =>
        pod.Outline!.Containers.Any(container => ContainerRuns.Of(pod, container)?.FirstStartedAt is not null);
}
