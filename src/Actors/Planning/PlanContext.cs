using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>What all containers of a pod are planned with. What is the same for all of them is found once.</summary>
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

    /// <summary>What an annotation brings into every container.</summary>
    public AnnotationMounts Mounts { get; } = AnnotationMounts.Of(pod, site, faults);

    /// <summary>Words for Apptainer that the pod's annotation asks for.</summary>
    public IReadOnlyList<string> Options { get; } = PodAnnotations.Options(pod, site, faults);

    /// <summary>Words for Apptainer that come with the pod's flavor.</summary>
    public IReadOnlyList<string> FlavorOptions { get; } = [.. PodFlavors.GpuOptions(job)];

    /// <summary>What each container gets of the job's resources.</summary>
    public ContainerShares Shares { get; } = new(pod, job);

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, ContainerSpec> Containers { get; } =
        pod
            .InitContainers.Concat(pod.Containers)
            .DistinctBy(container => container.Name, StringComparer.Ordinal)
            .ToDictionary(container => container.Name, StringComparer.Ordinal);
}
