using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Pods;

/// <summary>Finds where the log of one of a pod's containers is (pure).</summary>
internal static class LogLocations
{
    /// <param name="pod">The pod.</param>
    /// <param name="asked">The container's name; empty means the first container that is in the job.</param>
    public static LogLocation Of(PodState pod, string asked)
    {
        var containers = pod.Outline is { } outline ? outline.Containers.OrderBy(c => c.IsNotOffloaded).Concat(outline.InitContainers) : [];
        var container = containers.FirstOrDefault(c => asked.Length == 0 || c.Name == asked);
        var name = container is null ? null : ContainerRuns.ReportingContainer(pod.Outline!, container).Name;
        var ended = pod.Stage is Stage.Finished or Stage.Refused or Stage.Retained or Stage.Deleted;
        return new LogLocation(pod.Uid.Tag, name, ended, Words: container is null ? null : MissingLogText.Of(pod, container))
        {
            IsDeleted = pod.Stage is Stage.Deleting or Stage.Retained or Stage.Deleted,
            NoPrevious =
                container is not null && HadNone(pod, container.Name)
                    ? $"previous terminated container \"{container.Name}\" in pod \"{pod.Outline!.Name}\" not found"
                    : null,
        };
    }

    /// <summary>
    /// True if the container surely had no earlier attempt. That is known only while the stream is known, or once the pod has ended.
    /// </summary>
    private static bool HadNone(PodState pod, string container) =>
        pod switch
        {
            { Stage: Stage.Finished, End: { } end } => end.Restarts.All(each => each.Container != container),
            { Stage: Stage.Accepted } => true,
            { Stage: Stage.Released, RunIsKnown: true } => PodRestarts.Of(pod).All(each => each.Container != container),
            _ => false,
        };
}
