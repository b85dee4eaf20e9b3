using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class PodFlavorsSpecs
{
    private static readonly SitePolicy Flavored = Site with
    {
        DefaultCpus = 1,
        DefaultMemoryMiB = 512,
        DefaultDiskMiB = 100,
        Flavors =
        [
            new Flavor("small") { Cpus = 2, MemoryMiB = 2048 },
            new Flavor("large")
            {
                Cpus = 16,
                MemoryMiB = 65536,
                DiskMiB = 10240,
            },
            new Flavor("gpu") { Cpus = 8, Gpus = 2 },
            new Flavor("gpus") { Cpus = 9, Gpus = 8 },
        ],
    };

    private static ContainerSpec Asking(params (string Resource, string Amount)[] requests) =>
        Container() with
        {
            Requests = requests.ToDictionary(r => r.Resource, r => r.Amount),
        };

    private static (int Cpus, long MemoryMiB, long? DiskMiB, int Gpus) Sizes(PodSpec pod, SitePolicy site)
    {
        var outline = Planned(pod, site).Outline;
        return (outline.Cpus, outline.MemoryMiB, outline.DiskKiB / 1024, outline.Gpus);
    }

    private static PodSpec Named(string key, string name, ContainerSpec? container = null) =>
        Of(container ?? Container()) with
        {
            Annotations = new Dictionary<string, string> { [key] = name },
        };

    [Theory]
    [InlineData("htcondor-job.vk.io/flavor")]
    [InlineData("slurm-job.vk.io/flavor")]
    public void A_pod_that_names_a_flavor_has_its_sizes(string key) =>
        Assert.Equal((16, 65536, 10240, 0), Sizes(Named(key, " large "), Flavored));

    [Fact]
    public void Our_own_spelling_comes_first()
    {
        var both = Of(Container()) with
        {
            Annotations = new Dictionary<string, string> { ["slurm-job.vk.io/flavor"] = "large", ["htcondor-job.vk.io/flavor"] = "small" },
        };
        Assert.Equal((2, 2048, 100, 0), Sizes(both, Flavored));
    }

    [Fact]
    public void A_pod_that_asks_for_GPUs_has_the_first_flavor_with_GPUs_and_its_own_number_of_them() =>
        Assert.Equal((8, 512, 100, 1), Sizes(Of(Asking(("nvidia.com/gpu", "1"))), Flavored with { DefaultFlavor = "small" }));

    [Fact]
    public void Any_other_pod_has_the_default_flavor_if_there_is_one()
    {
        Assert.Equal((2, 2048, 100, 0), Sizes(Of(Container()), Flavored with { DefaultFlavor = "small" }));
        Assert.Equal((1, 512, 100, 0), Sizes(Of(Container()), Flavored));
    }

    [Fact]
    public void What_the_pod_asks_for_itself_wins_over_the_flavor() =>
        Assert.Equal(
            (1, 1024, 1, 0),
            Sizes(
                Named("htcondor-job.vk.io/flavor", "large", Asking(("cpu", "1"), ("memory", "1Gi"), ("ephemeral-storage", "1Mi"))),
                Flavored
            )
        );

    [Fact]
    public void GPUs_that_come_with_the_flavor_are_seen_by_every_container()
    {
        var pod = Named("htcondor-job.vk.io/flavor", "gpu") with { Containers = [Container("a"), Container("b")] };
        Assert.Equal(2, Planned(pod, Flavored).Outline.Gpus);
        Assert.Equal(["--nv", "--nv"], Sourced(Planned(pod, Flavored), "c1_option_1", "c2_option_1"));
        Assert.Equal(["0"], Sourced(Planned(pod with { Annotations = new Dictionary<string, string>() }, Flavored), "c1_options"));
    }

    [Fact]
    public void An_unknown_name_is_refused_and_the_known_ones_are_listed()
    {
        Assert.Equal(
            "metadata.annotations[\"slurm-job.vk.io/flavor\"]: \"huge\" is no flavor of this site; it has small, large, gpu, gpus",
            Refusal(Named("slurm-job.vk.io/flavor", "huge"), Flavored)
        );
        Assert.Equal(
            "metadata.annotations[\"htcondor-job.vk.io/flavor\"]: \"x\" is no flavor of this site; it has none",
            Refusal(Named("htcondor-job.vk.io/flavor", "x"))
        );
    }
}
