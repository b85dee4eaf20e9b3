using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class RestartRulesSpecs
{
    [Theory]
    [InlineData(null, "never", "never")]
    [InlineData("Never", "never", "never")]
    [InlineData("OnFailure", "onfailure", "onfailure")]
    [InlineData("Always", "onfailure", "always")]
    public void The_pods_policy_means_one_thing_for_init_containers_and_another_for_containers(string? policy, string init, string main)
    {
        var pod = Planned(Of(Container()) with { InitContainers = [Container("init")], RestartPolicy = policy });
        Assert.Equal([init, "", main, ""], Sourced(pod, "c1_restart", "c1_sidecar", "c2_restart", "c2_sidecar"));
        Assert.Equal((init != "never", main != "never"), (pod.Outline.InitContainers[0].MayRestart, pod.Outline.Containers[0].MayRestart));
        Assert.Equal(
            (init == "onfailure", main == "onfailure"),
            (pod.Outline.InitContainers[0].EndsWithSuccess, pod.Outline.Containers[0].EndsWithSuccess)
        );
    }

    [Fact]
    public void An_init_container_that_always_restarts_is_a_sidecar_whatever_the_pod_says()
    {
        var pod = Planned(
            Of(Container()) with
            {
                InitContainers = [Container("proxy") with { RestartPolicy = "Always" }, Container("init")],
                RestartPolicy = "Never",
            }
        );
        Assert.Equal(["always", "1", "never", ""], Sourced(pod, "c1_restart", "c1_sidecar", "c2_restart", "c2_sidecar"));
        Assert.Equal([true, false], pod.Outline.InitContainers.Select(c => c.IsSidecar));
        Assert.True(pod.Outline.InitContainers[0].MayRestart);
    }

    [Fact]
    public void A_policy_that_is_none_is_refused()
    {
        Assert.Equal(
            """spec.restartPolicy: "Sometimes" is not Never, OnFailure or Always""",
            Refusal(Of(Container()) with { RestartPolicy = "Sometimes" })
        );
        Assert.Equal(
            """spec.initContainers[0].restartPolicy: "x" is not Never, OnFailure or Always""",
            Refusal(Of(Container()) with { InitContainers = [Container("i") with { RestartPolicy = "x" }] })
        );
    }

    [Fact]
    public void A_deadline_is_given_with_the_name_of_its_limit()
    {
        Assert.Equal(
            ["60", "activeDeadlineSeconds (60 s)"],
            Sourced(Planned(Of(Container()) with { ActiveDeadlineSeconds = 60 }), "deadline", "deadline_words")
        );
        Assert.Equal(["", ""], Sourced(Planned(Of(Container())), "deadline", "deadline_words"));
        Assert.Equal(
            "spec.activeDeadlineSeconds: 0 s is outside 1 to 2147483647 s",
            Refusal(Of(Container()) with { ActiveDeadlineSeconds = 0 })
        );
    }
}
