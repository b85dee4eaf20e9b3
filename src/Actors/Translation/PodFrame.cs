using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Translation.Annotations;

namespace HtcondorActors.Actors.Translation;

/// <summary>Pure: what a plan says of the pod as a whole, whatever is run for it.</summary>
internal static class PodFrame
{
    /// <exception cref="FieldException">A field forbids it.</exception>
    public static RunnerPlan Of(PodSpec pod, SitePolicy site, TimeSpan grace)
    {
        var deadline = pod.ActiveDeadlineSeconds;
        if (deadline is <= 0 or > int.MaxValue) throw new FieldException("spec.activeDeadlineSeconds", $"{deadline} is outside 1 to {int.MaxValue}");
        return new RunnerPlan
        {
            Uid = pod.Uid,
            PodName = pod.Name,
            Namespace = pod.Namespace,
            Grace = grace,
            Apptainer = site.SingularityPath,
            CommandPrefix = site.CommandPrefix,
            PreExec = PreExecText.Of(pod, site),
            PodIp = PodAnnotations.PodIp(pod),
            DeadlineSeconds = deadline,
            DeadlineWords = deadline is { } seconds ? $"activeDeadlineSeconds ({seconds} s)" : "",
            Archive = "",
            EmptyDirs = [],
            InitContainers = [],
            Containers = [],
        };
    }
}
