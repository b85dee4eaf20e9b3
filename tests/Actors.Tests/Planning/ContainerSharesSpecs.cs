using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class ContainerSharesSpecs
{
    private static ContainerSpec Gpus(string name, int gpus, bool isSidecar = false, string kind = "nvidia.com/gpu") =>
        Container(name) with
        {
            Limits = new Dictionary<string, string> { [kind] = $"{gpus}" },
            RestartPolicy = isSidecar ? "Always" : null,
        };

    private static ContainerSpec Cpus(string name, string? request, string? limit) =>
        Container(name) with
        {
            Requests = request is null ? new Dictionary<string, string>() : new() { ["cpu"] = request },
            Limits = limit is null ? new Dictionary<string, string>() : new() { ["cpu"] = limit },
        };

    private static string[] GpusOf(PodSpec pod)
    {
        var plan = Planned(pod).Plan!;
        return
        [
            $"of {plan.Gpus}",
            .. plan.InitContainers.Concat(plan.Containers).Select(c => $"{c.Name} {c.Share!.Gpus} from {c.Share.FirstGpu}"),
        ];
    }

    [Fact]
    public void Two_containers_that_run_at_once_get_different_gpus() =>
        Assert.Equal(["of 3", "a 1 from 0", "none 0 from 1", "b 2 from 1"], GpusOf(Of(Gpus("a", 1), Gpus("none", 0), Gpus("b", 2))));

    [Theory]
    [InlineData("nvidia.com/gpu", "--nv")]
    [InlineData("amd.com/gpu", "--rocm")]
    public void Each_container_gets_the_drivers_of_its_own_kind_of_gpu_and_who_did_not_ask_gets_none(string kind, string option)
    {
        var planned = Planned(Of(Gpus("one", 2, kind: kind), Container("none")));
        Assert.Equal(
            ["2", "1", option, "2", "0", "2", "0"],
            Sourced(planned, "gpus", "c1_options", "c1_option_1", "c1_gpus", "c1_gpu_first", "c2_gpu_first", "c2_options")
        );
        Assert.Equal(2, planned.Outline.Gpus);
    }

    [Fact]
    public void Init_containers_that_run_before_may_have_the_same_gpus_but_not_those_of_a_sidecar() =>
        Assert.Equal(
            ["of 3", "first 2 from 0", "beside 1 from 0", "second 2 from 1", "main 1 from 1"],
            GpusOf(Of(Gpus("main", 1)) with { InitContainers = [Gpus("first", 2), Gpus("beside", 1, isSidecar: true), Gpus("second", 2)] })
        );

    [Fact]
    public void No_container_gets_a_gpu_that_the_job_has_not_asked_for() =>
        Assert.All(
            [
                .. from a in Enumerable.Range(0, 3)
                from b in Enumerable.Range(0, 3)
                from c in Enumerable.Range(0, 3)
                from d in Enumerable.Range(0, 3)
                select Of(Gpus("c", c), Gpus("d", d)) with
                {
                    InitContainers = [Gpus("a", a), Gpus("b", b, isSidecar: true)],
                },
            ],
            pod =>
            {
                var planned = Planned(pod);
                Assert.All(
                    planned.Plan!.InitContainers.Concat(planned.Plan.Containers),
                    c => Assert.True(c.Share!.FirstGpu + c.Share.Gpus <= planned.Outline.Gpus)
                );
            }
        );

    [Fact]
    public void Where_nobody_asks_the_gpus_of_a_flavor_are_everybodys() =>
        Assert.Equal(
            ["of 0", "main 0 from 0"],
            [
                .. Planned(Of(Container("main")), Site with { Flavors = [new Flavor("gpu") { Gpus = 2 }], DefaultFlavor = "gpu" }).Plan
                    is { } plan
                    ? (string[])[$"of {plan.Gpus}", .. plan.Containers.Select(c => $"{c.Name} {c.Share!.Gpus} from {c.Share.FirstGpu}")]
                    : [],
            ]
        );

    [Theory]
    [InlineData("4", "1500m", 2)]
    [InlineData("4", null, 4)]
    [InlineData("2", "8", 2)]
    [InlineData(null, "3", 3)]
    [InlineData("250m", "500m", 1)]
    public void A_container_may_use_as_many_cpus_as_its_limit_says_and_the_job_has(string? request, string? limit, int cpus)
    {
        var plan = Planned(
            Of(
                Cpus("main", request, limit) with
                {
                    Env = [new EnvVar("SEEN", "", "resourceFieldRef") { Amount = new ResourceReference(null, "limits.cpu", null) }],
                }
            )
        );
        Assert.Equal([$"{cpus}", $"SEEN={cpus}"], Sourced(plan, "c1_cpus", "c1_env_1"));
    }
}
