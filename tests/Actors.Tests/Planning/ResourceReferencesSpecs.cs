using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class ResourceReferencesSpecs
{
    private static PodSpec With(string resource, string? divisor = null, string? container = null) =>
        Of(
            Container() with
            {
                Requests = new Dictionary<string, string> { ["cpu"] = "250m" },
                Limits = new Dictionary<string, string> { ["cpu"] = "1500m", ["memory"] = "64Mi" },
                Env = [new EnvVar("A", "", "resourceFieldRef") { Amount = new ResourceReference(container, resource, divisor) }],
            },
            Container("other") with
            {
                Requests = new Dictionary<string, string> { ["cpu"] = "2" },
                Limits = new Dictionary<string, string> { ["memory"] = "1Gi" },
            }
        );

    [Theory]
    [InlineData("limits.cpu", null, "2")]
    [InlineData("limits.cpu", "1m", "1500")]
    [InlineData("requests.cpu", "0", "1")]
    [InlineData("limits.memory", "1Mi", "64")]
    [InlineData("requests.memory", null, "67108864")]
    public void An_amount_is_told_in_whole_divisors_rounded_up(string resource, string? divisor, string value) =>
        Assert.Equal("A=" + value, Assert.Single(Sourced(Planned(With(resource, divisor)), "c1_env_1")));

    [Fact]
    public void Another_containers_amount_may_be_asked_for() =>
        Assert.Equal("A=1024", Assert.Single(Sourced(Planned(With("limits.memory", "1Mi", "other")), "c1_env_1")));

    [Theory]
    [InlineData("limits.cpu", "3")]
    [InlineData("requests.memory", "1073741824")]
    [InlineData("requests.ephemeral-storage", "0")]
    [InlineData("requests.nvidia.com/gpu", "0")]
    public void Of_what_nobody_asked_a_request_is_nothing_and_a_limit_is_all_that_the_job_has(string resource, string value) =>
        Assert.Equal("A=" + value, Assert.Single(Sourced(Planned(With(resource, container: "other")), "c1_env_1")));

    [Fact]
    public void Memory_without_a_limit_is_what_the_job_asks_for()
    {
        var pod = Of(
            Container() with
            {
                Env = [new EnvVar("A", "", "resourceFieldRef") { Amount = new ResourceReference(null, "limits.memory", "1Mi") }],
            }
        );
        Assert.Equal("A=2000", Assert.Single(Sourced(Planned(pod, Site with { DefaultMemoryMiB = 2000 }), "c1_env_1")));
    }

    [Theory]
    [InlineData(
        "limits.ephemeral-storage",
        null,
        null,
        "resource: the container sets no \"limits.ephemeral-storage\", and what the node has is not known before the job runs"
    )]
    [InlineData("cpu", null, null, "resource: \"cpu\" is not limits.NAME or requests.NAME")]
    [InlineData("limits.cpu", "x", null, "divisor: \"x\" is not a quantity")]
    [InlineData("limits.cpu", null, "nobody", "containerName: there is no container \"nobody\"")]
    public void What_cannot_be_known_is_refused(string resource, string? divisor, string? container, string words) =>
        Assert.Equal("spec.containers[0].env[0].valueFrom.resourceFieldRef." + words, Refusal(With(resource, divisor, container)));
}
