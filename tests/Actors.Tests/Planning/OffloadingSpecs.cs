using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class OffloadingSpecs
{
    private static PodSpec With(string main, string init = "") =>
        Of(Container("main"), Container("side")) with
        {
            InitContainers = [Container("prepare"), Container("local")],
            Annotations = new Dictionary<string, string>
            {
                ["interlink.eu/disable-offload-containers"] = main,
                ["interlink.eu/disable-offload-init-containers"] = init,
            },
        };

    [Fact]
    public void What_is_still_in_the_body_is_left_out_of_the_job_and_still_told_of()
    {
        var pod = Planned(With(" side ,", "local"));
        Assert.Equal(["1", "1", "prepare", "main"], Sourced(pod, "containers_init", "containers_main", "c1_name", "c2_name"));
        Assert.Equal([("main", false), ("side", true)], pod.Outline.Containers.Select(c => (c.Name, c.IsNotOffloaded)));
        Assert.Equal([("local", true), ("prepare", false)], pod.Outline.InitContainers.Select(c => (c.Name, c.IsNotOffloaded)));
    }

    [Fact]
    public void What_the_Virtual_Kubelet_has_cut_out_is_told_of_by_name_if_the_pod_has_it()
    {
        var cut = With("gone, nobody, NOT a name", "early");
        Assert.Equal(
            ["main", "side", "gone"],
            Planned(
                cut with
                {
                    KnownContainers = new HashSet<string> { "main", "side", "gone" },
                }
            )
                .Outline.Containers.Select(c => c.Name)
        );
        Assert.Equal(
            ["prepare", "local"],
            Planned(
                cut with
                {
                    KnownContainers = new HashSet<string> { "main", "side", "gone" },
                }
            )
                .Outline.InitContainers.Select(c => c.Name)
        );
        Assert.Equal(
            [new ContainerOutline("gone", "", IsNotOffloaded: true), new ContainerOutline("nobody", "", IsNotOffloaded: true)],
            Planned(cut).Outline.Containers.Where(c => c.IsNotOffloaded)
        );
    }

    [Fact]
    public void A_pod_of_which_nothing_is_left_is_refused() =>
        Assert.Equal(
            "spec.containers: the annotations that disable offloading leave out all containers, so there is nothing to run",
            Refusal(With("main,side"))
        );
}
