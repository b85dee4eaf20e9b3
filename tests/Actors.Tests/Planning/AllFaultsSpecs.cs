using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

/// <summary>A pod's author hears of everything that is wrong with it at once.</summary>
public sealed class AllFaultsSpecs
{
    [Fact]
    public void Every_field_at_fault_is_named_once()
    {
        var container = Container() with
        {
            Image = "",
            Env = [new("", "x"), new("B", "a\0")],
            Limits = new Dictionary<string, string> { ["memory"] = "much", ["cpu"] = "some" },
            LivenessProbe = new ProbeSpec(new TcpHandler(null, "nosuch")) { PeriodSeconds = -1 },
            Mounts = [new("gone", "relative", "../x", false)],
        };
        Assert.Equal(
            "metadata.name: missing; "
                + "spec.containers[0].resources.limits.memory: \"much\" is not a quantity; "
                + "spec.containers[0].resources.limits.cpu: \"some\" is not a quantity; "
                + "metadata.annotations[\"htcondor-job.vk.io/flavor\"]: \"huge\" is no flavor of this site; it has none; "
                + "spec.containers[0].image: missing; "
                + "spec.containers[0].env[0].name: missing; "
                + "spec.containers[0].env[1].value: has a NUL character in it; "
                + "spec.containers[0].volumeMounts[0].name: there is no volume \"gone\"; "
                + "spec.containers[0].volumeMounts[0].mountPath: \"relative\" must be an absolute path; "
                + "spec.containers[0].volumeMounts[0].subPath: \"../x\" must not have .. in it; "
                + "spec.restartPolicy: \"Maybe\" is not Never, OnFailure or Always; "
                + "spec.containers[0].livenessProbe.tcpSocket.port: the container has no port named \"nosuch\"; "
                + "spec.containers[0].livenessProbe.periodSeconds: -1 is negative",
            Refusal(
                Of(container) with
                {
                    Name = "",
                    RestartPolicy = "Maybe",
                    Annotations = new Dictionary<string, string> { ["htcondor-job.vk.io/flavor"] = "huge" },
                }
            )
        );
    }

    [Fact]
    public void A_fault_that_all_containers_share_is_told_once() =>
        Assert.Equal(
            "spec.restartPolicy: \"Maybe\" is not Never, OnFailure or Always",
            Refusal(Of(Container("a"), Container("b"), Container("c")) with { RestartPolicy = "Maybe" })
        );

    [Fact]
    public void Twenty_faults_are_told_and_the_others_are_counted()
    {
        var words = Refusal(Of([.. Enumerable.Range(0, 50).Select(i => Container($"c{i}") with { Image = "" })]));
        Assert.StartsWith("spec.containers[0].image: missing; spec.containers[1].image: missing; ", words, StringComparison.Ordinal);
        Assert.EndsWith("; spec.containers[19].image: missing; and 30 more", words, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_body_was_wrong_in_is_told_with_what_the_pod_is_wrong_in()
    {
        var found = new FieldFaults();
        found.Add("spec.containers[0].args[0]", "null");
        Assert.Equal(
            "spec.containers[0].args[0]: null; spec.containers[0].image: missing",
            Refusal(Of(Container() with { Image = "" }) with { Faults = found })
        );
    }

    [Fact]
    public void An_amount_beyond_all_numbers_is_a_fault_like_others() =>
        Assert.Contains(
            "the gpu requests come to",
            Refusal(Of(Container() with { Limits = new Dictionary<string, string> { ["nvidia.com/gpu"] = "8E" } })),
            StringComparison.Ordinal
        );
}
