using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>Init containers of a pod whose job script is run for all of its containers: what they would do the script does.</summary>
internal static class JobScripts
{
    /// <summary>The script has started: told without times, since nobody saw this container start or end.</summary>
    public static Terminated InitDone { get; } = new(0, "Completed", "run by the job script", null, null);

    public static bool HasStarted(PodState pod) =>
        pod.Outline!.Containers.Any(container => ContainerRuns.Of(pod, container)?.FirstStartedAt is not null);
}
