using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class ContainerIdentitySpecs
{
    private static PodSpec With(SecuritySpec own, SecuritySpec? pods = null, string image = "busybox") =>
        Of(Container() with { Image = image, Security = own }) with
        {
            Security = pods ?? SecuritySpec.None,
        };

    private static string Options(PodSpec pod)
    {
        var plan = Planned(pod);
        var count = int.Parse(Sourced(plan, "c1_options")[0], System.Globalization.CultureInfo.InvariantCulture);
        return string.Join(' ', Sourced(plan, [.. Enumerable.Range(1, count).Select(i => $"c1_option_{i}")]));
    }

    [Theory]
    [InlineData(null, null, "")]
    [InlineData(2000L, null, "--security uid:2000")]
    [InlineData(null, 3000L, "--security gid:3000")]
    [InlineData(2000L, 3000L, "--security uid:2000,gid:3000")]
    [InlineData(0L, null, "--fakeroot")]
    [InlineData(0L, 0L, "--fakeroot")]
    [InlineData(0L, 3000L, "--security uid:0,gid:3000")]
    public void A_user_and_a_group_become_what_Apptainer_can_do_unprivileged(long? user, long? group, string options) =>
        Assert.Equal(options, Options(With(new SecuritySpec { RunAsUser = user, RunAsGroup = group })));

    [Fact]
    public void A_containers_own_member_wins_over_the_pods_one_by_one() =>
        Assert.Equal(
            "--security uid:5,gid:2",
            Options(With(new SecuritySpec { RunAsUser = 5 }, new SecuritySpec { RunAsUser = 1, RunAsGroup = 2 }))
        );

    [Fact]
    public void Root_is_refused_where_the_pod_forbids_it_and_ids_that_are_none_always()
    {
        Assert.Equal(
            "spec.securityContext.runAsUser: 0 is root, which runAsNonRoot forbids",
            Refusal(With(new SecuritySpec { RunAsNonRoot = true }, new SecuritySpec { RunAsUser = 0 }))
        );
        Assert.Equal(
            "spec.containers[0].securityContext.runAsUser: -1 is outside 0 to 2147483647",
            Refusal(With(new SecuritySpec { RunAsUser = -1 }))
        );
        Assert.Equal("", Options(With(new SecuritySpec { RunAsNonRoot = true })));
    }

    [Fact]
    public void Where_it_cannot_be_done_it_is_told()
    {
        var host = Planned(
            With(
                new SecuritySpec
                {
                    RunAsUser = 5,
                    ReadOnlyRootFilesystem = true,
                    Privileged = true,
                },
                image: "host"
            )
        );
        Assert.Equal(
            [
                "spec.containers[0].securityContext.privileged: ignored: nothing here has privileges to give",
                "spec.containers[0].securityContext.runAsUser: ignored: image \"host\" runs as the job's user",
                "spec.containers[0].securityContext.readOnlyRootFilesystem: ignored: image \"host\" has the machine's files",
            ],
            host.Outline.Warnings
        );
        Assert.Equal(["0", ""], Sourced(host, "c1_options", "c1_readonly"));

        var pod = With(new SecuritySpec { RunAsUser = 5 }) with
        {
            Annotations = new Dictionary<string, string> { ["slurm-job.vk.io/singularity-options"] = "--fakeroot" },
        };
        Assert.Equal("--fakeroot", Options(pod));
        Assert.Equal(
            ["spec.containers[0].securityContext.runAsUser: ignored: with --fakeroot the container is root"],
            Planned(pod).Outline.Warnings
        );
    }

    [Fact]
    public void A_read_only_root_a_memory_limit_a_message_file_and_a_stop_signal_go_into_the_plan()
    {
        var container = Container() with
        {
            Security = new SecuritySpec { ReadOnlyRootFilesystem = true },
            Limits = new Dictionary<string, string> { ["memory"] = "1Ki" },
            TerminationMessagePath = "/out//said",
            TerminationMessagePolicy = "FallbackToLogsOnError",
            StopSignal = "SIGPOLL",
        };
        Assert.Equal(
            ["1", "1024", "/out/said", "1", "IO"],
            Sourced(Planned(Of(container)), "c1_readonly", "c1_memory", "c1_message_path", "c1_message_from_log", "c1_stop_signal")
        );
        Assert.Equal(
            ["", "", "/dev/termination-log", "", ""],
            Sourced(Planned(Of(Container())), "c1_readonly", "c1_memory", "c1_message_path", "c1_message_from_log", "c1_stop_signal")
        );
    }

    [Theory]
    [InlineData("SIGRTMIN+1")]
    [InlineData("TERM")]
    [InlineData("SIG")]
    public void A_signal_without_a_name_in_a_shell_is_refused(string signal) =>
        Assert.Equal(
            $"spec.containers[0].lifecycle.stopSignal: \"{signal}\" is not a signal that can be sent here (SIGTERM, SIGINT, SIGUSR1 ...)",
            Refusal(Of(Container() with { StopSignal = signal }))
        );
}
