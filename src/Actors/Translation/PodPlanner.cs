using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Translation;

/// <summary>Pure: a pod as it came, and the site's policy, to a job; or one line that says which field forbids it.</summary>
public static class PodPlanner
{
    /// <summary>A year; HTCondor keeps the time to vacate in 32 bits of seconds.</summary>
    private const long LongestGrace = 365 * 24 * 3600;

    /// <summary>Never throws for what a pod says. The first field at fault is the one that is named; the same pod gives the same files, byte for byte.</summary>
    public static PlanResult Plan(PodSpec pod, SitePolicy site)
    {
        try
        {
            return new PlanResult(Planned(pod, site), null);
        }
        catch (FieldException fault)
        {
            return new PlanResult(null, fault.Message);
        }
    }

    private static PlannedPod Planned(PodSpec pod, SitePolicy site)
    {
        RequireNames(pod);
        var grace = Grace(pod, site);
        var resources = PodResources.Of(pod, site);
        var deadline = PodDeadline.Of(pod);
        var commands = PodSubmitCommands.Of(pod, site, resources, deadline);
        var volumes = PodVolumes.Of(pod.Volumes);
        var init = pod.InitContainers.Select((c, i) => ContainerPlanner.Plan($"spec.initContainers[{i}]", c, pod, volumes, site)).ToList();
        var main = pod.Containers.Select((c, i) => ContainerPlanner.Plan($"spec.containers[{i}]", c, pod, volumes, site)).ToList();

        // What no container mounts stays here: a secret goes only where it is needed.
        var mounted = pod.InitContainers.Concat(pod.Containers).SelectMany(c => c.Mounts).Select(m => volumes[m.Volume]).Distinct().ToList();
        var filled = mounted.OfType<FilesVolume>().ToList();
        var plan = new RunnerPlan
        {
            Uid = pod.Uid,
            PodName = pod.Name,
            Namespace = pod.Namespace,
            Grace = grace,
            Apptainer = site.SingularityPath,
            CommandPrefix = site.CommandPrefix,
            DeadlineSeconds = deadline.Seconds,
            DeadlineWords = deadline.Words,
            Archive = filled.Count > 0 ? VolumeArchive.FileName : "",
            EmptyDirs = [.. mounted.OfType<EmptyDirVolume>().Select(v => v.Name)],
            InitContainers = init,
            Containers = main,
        };
        if (site.DummyJob) plan = DummyPod.Of(plan);

        List<JobFile> files = [new(PlanText.FileName, PlanText.Of(plan))];
        if (plan.Archive.Length > 0) files.Add(new(plan.Archive, VolumeArchive.Of(filled, site.ExportPodData)));
        return new PlannedPod(Outline(pod, grace, resources, files) with { SubmitCommands = commands }, files) { Plan = plan };
    }

    private static void RequireNames(PodSpec pod)
    {
        if (!DnsName.IsSubdomain(pod.Name)) throw new FieldException("metadata.name", $"{FieldException.Shown(pod.Name)} is not a DNS name");
        // Absent means the namespace "default", whose name nothing here depends on.
        if (pod.Namespace.Length > 0) DnsName.RequireLabel("metadata.namespace", pod.Namespace);
        if (pod.Containers.Count == 0) throw new FieldException("spec.containers", "there are none");
        DnsName.RequireUniqueLabels(pod.InitContainers.Select((c, i) => ($"spec.initContainers[{i}].name", c.Name))
            .Concat(pod.Containers.Select((c, i) => ($"spec.containers[{i}].name", c.Name))));
    }

    private static TimeSpan Grace(PodSpec pod, SitePolicy site) => pod.TerminationGracePeriodSeconds switch
    {
        null => site.DefaultGrace,
        < 0 or > LongestGrace => throw new FieldException("spec.terminationGracePeriodSeconds", $"{pod.TerminationGracePeriodSeconds} is outside 0 to {LongestGrace}"),
        { } seconds => TimeSpan.FromSeconds(seconds),
    };

    private static PodOutline Outline(PodSpec pod, TimeSpan grace, PodResources resources, IReadOnlyList<JobFile> files) => new()
    {
        Uid = pod.Uid,
        Name = pod.Name,
        Namespace = pod.Namespace,
        InitContainers = [.. pod.InitContainers.Select(c => new ContainerOutline(c.Name, c.Image))],
        Containers = [.. pod.Containers.Select(c => new ContainerOutline(c.Name, c.Image))],
        Grace = grace,
        Cpus = resources.Cpus,
        MemoryMiB = resources.MemoryMiB,
        DiskKiB = resources.DiskKiB,
        Gpus = resources.Gpus,
        InputFiles = [.. files.Select(f => f.Name)],
    };
}
