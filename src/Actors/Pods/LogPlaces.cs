namespace HtcondorActors.Actors.Pods;

/// <summary>Where the log of one of a pod's containers is: pure.</summary>
internal static class LogPlaces
{
    public static LogPlace Of(PodState pod, string asked)
    {
        var containers = pod.Outline is { } outline ? outline.Containers.Concat(outline.InitContainers) : [];
        var container = containers.Select(c => c.Name).FirstOrDefault(name => asked.Length == 0 || name == asked);
        return new LogPlace(pod.Uid.Tag, container, Ended: pod.Stage is Stage.Finished or Stage.Refused or Stage.Deleted);
    }
}
