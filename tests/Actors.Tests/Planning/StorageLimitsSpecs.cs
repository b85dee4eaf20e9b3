using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class StorageLimitsSpecs
{
    private static ContainerSpec Limited(string name, string? limit = null) =>
        Container(name) with
        {
            Mounts =
            [
                new("scratch", "/s", null, false),
                new("memory", "/m", null, false),
                new("claim", "/c", null, false),
                new("free", "/f", null, false),
            ],
            Limits = limit is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["ephemeral-storage"] = limit },
        };

    private static PodSpec Pod(params ContainerSpec[] containers) =>
        Of(containers) with
        {
            Volumes =
            [
                new EmptyDirVolume("unmounted", SizeLimit: "1Ki"),
                new EmptyDirVolume("scratch", SizeLimit: "1Mi"),
                new EmptyDirVolume("memory", InMemory: true, SizeLimit: "2Mi"),
                new EmptyDirVolume("claim", SizeLimit: "1Ki") { IsClaim = true },
                new EmptyDirVolume("free"),
            ],
        };

    private static IEnumerable<string> Watched(PodSpec pod) =>
        Planned(pod).Plan!.Storages.Select(storage => $"{storage.Path} {storage.Limit}{(storage.IsCounted ? " counted" : "")}");

    [Fact]
    public void Without_limits_of_containers_the_size_limits_of_mounted_empty_folders_are_watched()
    {
        Assert.Equal(["volumes/scratch 1048576 counted", "volumes/memory 2097152"], Watched(Pod(Limited("main"))));
        Assert.Equal(
            ["2", "", "volumes/scratch", "Usage of EmptyDir volume \"scratch\" exceeds the limit \"1Mi\""],
            Sourced(Planned(Pod(Limited("main"))), "storages", "storage_total", "storage_1_path", "storage_1_words")
        );
    }

    [Fact]
    public void A_limit_of_a_container_is_its_own_and_part_of_that_of_the_pod()
    {
        var pod = Pod(Limited("one"), Limited("two", "3Mi")) with { InitContainers = [Limited("init", "1Mi")] };
        Assert.Equal(
            [
                "volumes/scratch 1048576 counted",
                "volumes/memory 2097152",
                "volumes/free  counted",
                "runner/1 1048576 counted",
                "runner/2  counted",
                "runner/3 3145728 counted",
            ],
            Watched(pod)
        );
        Assert.Equal(3 << 20, Planned(pod).Plan!.StorageTotal); // the largest init container, or all others together
        Assert.Contains(
            "Container two exceeded its local ephemeral storage limit \"3Mi\"",
            Planned(pod).Plan!.Storages[^1].Words,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_limit_of_0_is_none_as_for_a_kubelet()
    {
        var pod = Of(
            Container() with
            {
                Mounts = [new("v", "/v", null, false)],
                Limits = new Dictionary<string, string> { ["ephemeral-storage"] = "0" },
            }
        );
        Assert.Empty(Planned(pod with { Volumes = [new EmptyDirVolume("v", SizeLimit: "0")] }).Plan!.Storages);
    }

    [Fact]
    public void A_limit_that_is_no_amount_is_refused_by_name()
    {
        Assert.StartsWith(
            "spec.containers[0].resources.limits.ephemeral-storage",
            Refusal(Pod(Limited("main", "much"))),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "spec.volumes[0].emptyDir.sizeLimit",
            Refusal(Of(Container()) with { Volumes = [new EmptyDirVolume("v", SizeLimit: "much")] }),
            StringComparison.Ordinal
        );
    }
}
