using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>The text that replaces the log when no container of the pod has run: the reason, in HTCondor's own words.</summary>
internal static class MissingLogText
{
    /// <summary>Null if the answer is the container's own log, even an empty one.</summary>
    public static string? Of(PodState pod, ContainerOutline container) =>
        pod switch
        {
            _ when container.IsNotOffloaded || HasRun(pod) => null,
            { Stage: Stage.Refused } => EndCause.Refused(pod),
            { Stage: Stage.Finished, End: { } end } => EndOf(pod.Outline!, end, container).Message,
            { Stage: Stage.Released, Ad: { Status: JobStatus.Held, IsGated: false } } => EndCause.Held(pod),
            _ => null,
        };

    private static Terminated EndOf(PodOutline pod, PodFinished end, ContainerOutline container) =>
        end
            .InitContainers.Concat(end.Containers)
            .ElementAt(pod.InitContainers.Concat(pod.Containers).TakeWhile(each => each != container).Count());

    private static bool HasRun(PodState pod) =>
        pod.Run.Containers.Values.Concat(pod.Earlier.Containers.Values).Any(run => run.FirstStartedAt is not null)
        || pod.End is { } end
            && (end.Restarts.Count > 0 || end.InitContainers.Concat(end.Containers).Any(each => each.StartedAt is not null));
}
