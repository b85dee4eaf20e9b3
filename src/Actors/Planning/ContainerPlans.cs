using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: plans a pod that runs its containers, without the job's input files.</summary>
internal static class ContainerPlans
{
    public static RunnerPlan Of(
        PodSpec pod,
        SitePolicy site,
        TimeSpan grace,
        PodResources job,
        IReadOnlyDictionary<string, VolumeSpec> volumes,
        IReadOnlyList<VolumeSpec> mounted,
        PlanWarnings warnings,
        FieldFaults faults
    )
    {
        var around = new PlanContext(pod, site, job, volumes, warnings, faults);
        var used = mounted.Select(volume => volume.Name).ToHashSet(StringComparer.Ordinal);
        var init = Planned("spec.initContainers", pod.InitContainers, isInit: true, around);
        var main = Planned("spec.containers", pod.Containers, isInit: false, around);
        var network = PodNetwork.Of(pod, faults);
        return PodPlanSection.Of(pod, site, grace, faults) with
        {
            ImageCache = site.ImageCacheFolder,
            RootIds = site.RootIds,
            PullMilliseconds = (long)site.ImagePull.TotalMilliseconds,
            HostPaths =
            [
                .. pod
                    .Volumes.Select((v, i) => used.Contains(v.Name) ? HostPaths.Of($"spec.volumes[{i}]", v, site, faults) : null)
                    .OfType<PlannedHostPath>(),
                .. around.Mounts.Paths,
            ],
            Hostname = network.Hostname,
            HostsLines = network.HostsLines,
            ResolvLines = network.ResolvLines,
            ResolvIsWhole = network.ResolvIsWhole,
            Gpus = around.Shares.Gpus,
            InitContainers = init,
            Containers = main,
        };
    }

    /// <summary>Planning stops when the plan is too large, because further containers would repeat the same fault.</summary>
    private static List<PlannedContainer> Planned(string field, IReadOnlyList<ContainerSpec> containers, bool isInit, PlanContext around) =>
        [
            .. containers
                .TakeWhile(_ => !around.Size.IsExceeded)
                .Select((container, i) => ContainerPlanner.Plan($"{field}[{i}]", container, isInit, around)),
        ];
}

/// <summary>What the planning of all containers of a pod shares, computed once.</summary>
internal sealed class PlanContext(
    PodSpec pod,
    SitePolicy site,
    PodResources job,
    IReadOnlyDictionary<string, VolumeSpec> volumes,
    PlanWarnings warnings,
    FieldFaults faults
)
{
    public PodSpec Pod { get; } = pod;
    public SitePolicy Site { get; } = site;
    public IReadOnlyDictionary<string, VolumeSpec> Volumes { get; } = volumes;
    public PlanWarnings Warnings { get; } = warnings;
    public FieldFaults Faults { get; } = faults;
    public PlanSizeLimit Size { get; } = new(site.MaxPlanMiB, faults);

    /// <summary>The mounts that an annotation adds to every container.</summary>
    public AnnotationMounts Mounts { get; } = AnnotationMounts.Of(pod, site, faults);

    /// <summary>The Apptainer options of the pod's annotation.</summary>
    public IReadOnlyList<string> Options { get; } = PodAnnotations.Options(pod, site, faults);

    /// <summary>The Apptainer options of the pod's flavor.</summary>
    public IReadOnlyList<string> FlavorOptions { get; } = [.. PodFlavors.GpuOptions(job)];

    /// <summary>Each container's share of the job's resources.</summary>
    public ContainerShares Shares { get; } = new(pod, job);

    /// <summary>All containers by name.</summary>
    public IReadOnlyDictionary<string, ContainerSpec> Containers { get; } =
        pod
            .InitContainers.Concat(pod.Containers)
            .DistinctBy(container => container.Name, StringComparer.Ordinal)
            .ToDictionary(container => container.Name, StringComparer.Ordinal);
}
