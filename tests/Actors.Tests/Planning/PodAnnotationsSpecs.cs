using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class PodAnnotationsSpecs
{
    private static PodSpec With(string key, string value) =>
        Of(Container()) with
        {
            Annotations = new Dictionary<string, string> { [key] = value },
        };

    [Theory]
    [InlineData("htcondor-job.vk.io/singularity-options")]
    [InlineData("slurm-job.vk.io/singularity-options")]
    public void A_pod_may_choose_harmless_options_after_those_of_the_site(string key)
    {
        var pod = Planned(With(key, " --fakeroot  --cleanenv\n--nv "), Site with { SingularityDefaultOptions = ["--userns", "--nv"] });
        Assert.Equal(["3", "--userns", "--nv", "--fakeroot"], Sourced(pod, "c1_options", "c1_option_1", "c1_option_2", "c1_option_3"));
    }

    [Theory]
    [InlineData("--bind /:/host", "--bind")]
    [InlineData("--nv --overlay=/x", "--overlay=/x")]
    [InlineData("$(id)", "$(id)")]
    [InlineData("--security uid:0", "--security")]
    public void An_option_that_reaches_out_of_the_container_is_refused(string options, string shown) =>
        Assert.Equal(
            $"metadata.annotations[\"slurm-job.vk.io/singularity-options\"]: \"{shown}\" is not an option that a pod may set",
            Refusal(With("slurm-job.vk.io/singularity-options", options))
        );
}
