using FsCheck.Xunit;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class AnnotationKeysSpecs
{
    private static PodSpec With(params (string Key, string Value)[] annotations) =>
        Of(Container()) with
        {
            Annotations = annotations.ToDictionary(a => a.Key, a => a.Value),
        };

    [Theory]
    [InlineData("htcondor-job.vk.io/", "slurm-job.vk.io/")]
    [InlineData("slurm-job.vk.io/", "htcondor-job.knoc.io/")]
    [InlineData("htcondor-job.knoc.io/", "interlink.eu/")]
    public void The_spellings_have_an_order(string first, string second) =>
        Assert.Equal(["10.0.0.1"], Sourced(Planned(With((second + "pod-ip", "10.0.0.2"), (first + "pod-ip", "10.0.0.1"))), "pod_ip"));

    [Theory]
    [InlineData("htcondor-job.vk.io/singularity-option", "singularity-options")]
    [InlineData("htcondor-job.vk.io/imageroot", "image-root")]
    [InlineData("htcondor-job.knoc.io/walltime", "wall-time")]
    [InlineData("htcondor-job.vk.io/acounting-group", "accounting-group")]
    public void A_key_of_ours_that_is_not_known_is_told_with_the_nearest_that_is(string key, string nearest) =>
        Assert.Equal(
            [$"metadata.annotations[\"{key}\"]: is not known; did you mean {nearest}?"],
            Planned(With((key, "x"))).Outline.Warnings
        );

    [Theory]
    [InlineData("slurm-job.vk.io/mpi-flags")]
    [InlineData("slurm-job.vk.io/enroot-options")]
    [InlineData("htcondor-job.vk.io/flags")]
    [InlineData("slurm-job.knoc.io/flags")]
    public void What_is_another_systems_is_told(string key) =>
        Assert.Equal(
            [$"metadata.annotations[\"{key}\"]: ignored: it means nothing to HTCondor and Apptainer"],
            Planned(With((key, "x"))).Outline.Warnings
        );

    [Theory]
    [InlineData("interlink.eu/pod-vpn")]
    [InlineData("JobID")]
    [InlineData("slurm-job.vk.io/whatever")]
    [InlineData("interlink.eu/pod-subnet")]
    [InlineData("interlink.eu/wireguard-client-snippet")]
    public void What_others_read_is_none_of_ours(string key) => Assert.Empty(Planned(With((key, "x"))).Outline.Warnings);

    [Fact]
    public void A_pod_address_that_is_none_is_refused() =>
        Assert.Equal(
            "metadata.annotations[\"interlink.eu/pod-ip\"]: \"$(id)\" is not an IP address",
            Refusal(With(("interlink.eu/pod-ip", "$(id)")))
        );

    [Property]
    public void The_distance_between_words_is_one(string? from, string? to)
    {
        var (a, b) = (from ?? "", to ?? "");
        Assert.Equal(0, EditDistance.Between(a, a));
        Assert.Equal(EditDistance.Between(a, b), EditDistance.Between(b, a));
        Assert.InRange(EditDistance.Between(a, b), Math.Abs(Math.Min(a.Length, 64) - Math.Min(b.Length, 64)), Math.Max(a.Length, b.Length));
    }

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("flaw", "lawn", 2)]
    public void The_distance_counts_changes(string from, string to, int changes) => Assert.Equal(changes, EditDistance.Between(from, to));
}
