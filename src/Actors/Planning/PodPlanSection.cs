using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: what a plan says of the pod as a whole, whatever is run for it.</summary>
internal static class PodPlanSection
{
    public static RunnerPlan Of(PodSpec pod, SitePolicy site, TimeSpan grace, FieldFaults faults)
    {
        var deadline = PodDeadline.Of(pod, faults);
        return new RunnerPlan
        {
            Uid = pod.Uid,
            PodName = pod.Name,
            Namespace = pod.Namespace,
            Grace = grace,
            Apptainer = site.SingularityPath,
            CommandPrefix = site.CommandPrefix,
            PreExec = PreExecText.Of(pod, site, faults),
            PodIp = PodAnnotations.PodIp(pod, faults),
            DeadlineSeconds = deadline.Seconds,
            DeadlineWords = deadline.Words,
            LogLimit = site.MaxLogMiB << 20,
            Archive = "",
            EmptyDirs = [],
            InitContainers = [],
            Containers = [],
        };
    }
}
