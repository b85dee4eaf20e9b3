using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: the plan of a pod by its containers, but for the files that go with it.</summary>
internal static class ContainerPlans
{
    /// <exception cref="FieldException">A field forbids it.</exception>
    public static RunnerPlan Of(
        PodSpec pod,
        SitePolicy site,
        TimeSpan grace,
        PodResources job,
        IReadOnlyDictionary<string, VolumeSpec> volumes,
        IReadOnlyList<VolumeSpec> mounted,
        PlanWarnings warnings
    )
    {
        var around = new PlanContext(pod, site, job, volumes, warnings);
        var used = mounted.Select(volume => volume.Name).ToHashSet(StringComparer.Ordinal);
        var init = pod
            .InitContainers.Select((c, i) => ContainerPlanner.Plan($"spec.initContainers[{i}]", c, isInit: true, around))
            .ToList();
        var main = pod.Containers.Select((c, i) => ContainerPlanner.Plan($"spec.containers[{i}]", c, isInit: false, around)).ToList();
        var network = PodNetwork.Of(pod);
        return PodPlanSection.Of(pod, site, grace) with
        {
            ImageCache = site.ImageCacheFolder,
            RootIds = site.RootIds,
            PullMilliseconds = (long)site.ImagePull.TotalMilliseconds,
            HostPaths =
            [
                .. pod
                    .Volumes.Select((v, i) => used.Contains(v.Name) ? HostPaths.Of($"spec.volumes[{i}]", v, site) : null)
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
}
