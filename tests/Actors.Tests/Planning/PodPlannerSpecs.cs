using FsCheck.Xunit;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class PodPlannerSpecs
{
    [Fact]
    public void A_command_replaces_the_entrypoint_and_args_follow_it() =>
        Assert.Equal(
            ["exec", "2", "sh", "-c"],
            Sourced(Planned(Of(Container() with { Command = ["sh"], Args = ["-c"] })), "c1_mode", "c1_args", "c1_arg_1", "c1_arg_2")
        );

    [Fact]
    public void Args_alone_are_given_to_the_entrypoint() =>
        Assert.Equal(
            ["run", "1", "serve"],
            Sourced(Planned(Of(Container() with { Command = [], Args = ["serve"] })), "c1_mode", "c1_args", "c1_arg_1")
        );

    [Fact]
    public void Neither_runs_the_image_as_it_is() =>
        Assert.Equal(["run", "0"], Sourced(Planned(Of(Container() with { Command = [] })), "c1_mode", "c1_args"));

    [Fact]
    public void Commands_and_args_refer_to_the_whole_environment()
    {
        var container = Container() with
        {
            Command = ["echo", "$(A) $(NOPE) $$(A)"],
            Args = ["$(B)"],
            Env = [new("A", "1"), new("B", "12")],
        };
        Assert.Equal(["1 $(NOPE) $(A)", "12"], Sourced(Planned(Of(container)), "c1_arg_2", "c1_arg_3"));
    }

    [Fact]
    public void A_volume_that_is_mounted_empty_is_told()
    {
        var pod = Of(Container() with { Mounts = [new("v", "/v", null, true)] }) with
        {
            Volumes = [new FilesVolume("v", [], IsUnbrought: true)],
        };
        Assert.Equal(["""spec.volumes "v": mounted empty: its content did not come with the request"""], Planned(pod).Outline.Warnings);
        Assert.Equal(
            ["""spec.volumes "v": mounted empty: this site sends no content of pods to the execute nodes"""],
            Planned(pod, Site with { ExportPodData = false }).Outline.Warnings
        );
    }

    [Fact]
    public void Image_host_runs_the_command_on_the_machine_with_no_options_and_no_mounts()
    {
        var pod = Of(
            Container() with
            {
                Image = "host",
                Command = ["sh", "-c"],
                Args = ["hostname"],
                Mounts = [new("work", "/w", null, false)],
            }
        ) with
        {
            Volumes = [new EmptyDirVolume("work")],
        };
        Assert.Equal(
            ["host", "", "3", "hostname", "0", "0", "1"],
            Sourced(
                Planned(pod, Site with { SingularityDefaultOptions = ["--nv"] }),
                "c1_mode",
                "c1_image",
                "c1_args",
                "c1_arg_3",
                "c1_options",
                "c1_binds",
                "emptydirs"
            )
        );
    }

    [Fact]
    public void Image_host_without_a_command_is_refused() =>
        Assert.Equal(
            "spec.containers[0].command: image \"host\" has no command of its own, so the container must have one",
            Refusal(Of(Container() with { Image = "host", Command = [] }))
        );

    [Fact]
    public void The_outline_remembers_the_pod_but_none_of_its_values()
    {
        var container = Container("main") with
        {
            Env = [new("PASSWORD", "s3cret-env")],
            Args = ["s3cret-arg"],
            Mounts = [new("v", "/v", null, true)],
        };
        var pod = Planned(
            Of(container) with
            {
                InitContainers = [Container("init")],
                Volumes = [new FilesVolume("v", [Text("token", "s3cret-file")])],
            }
        );

        Assert.DoesNotContain("s3cret", System.Text.Json.JsonSerializer.Serialize(pod.Outline), StringComparison.Ordinal);
        Assert.Equal([new ContainerOutline("main", "busybox")], pod.Outline.Containers);
        Assert.Equal([new ContainerOutline("init", "busybox")], pod.Outline.InitContainers);
        Assert.Equal(["plan", "volumes.tar"], pod.Outline.InputFiles);
        Assert.Equal(pod.Outline.InputFiles, pod.Files.Select(f => f.Name));
        Assert.DoesNotContain(pod.Files, f => f.Executable);
    }

    [Fact]
    public void The_same_pod_gives_the_same_files_each_time()
    {
        PodSpec Pod() =>
            Of(Container() with { Mounts = [new("v", "/v", null, true)] }) with
            {
                Volumes = [new FilesVolume("v", [Text("a/b", "x")])],
            };
        Assert.Equal(
            Planned(Pod()).Files.Select(f => Convert.ToHexString(f.Content.Span)),
            Planned(Pod()).Files.Select(f => Convert.ToHexString(f.Content.Span))
        );
    }

    [Fact]
    public void A_dummy_job_sleeps_under_the_names_of_the_pod_and_takes_none_of_its_data_along()
    {
        var container = Container() with { Env = [new("A", "s3cret")], Mounts = [new("v", "/v", null, true)] };
        var pod = Planned(
            Of(container) with
            {
                InitContainers = [Container("init")],
                Volumes = [new FilesVolume("v", [Text("token", "s3cret")])],
            },
            Site with
            {
                DummyJob = true,
            }
        );
        Assert.Equal(["plan"], pod.Outline.InputFiles);
        Assert.DoesNotContain("s3cret", System.Text.Encoding.UTF8.GetString(Content(pod, "plan").Span), StringComparison.Ordinal);
        Assert.Equal(
            ["init", "host", "sleep", "1", "main", "host", "sleep", "10"],
            Sourced(pod, "c1_name", "c1_mode", "c1_arg_1", "c1_arg_2", "c2_name", "c2_mode", "c2_arg_1", "c2_arg_2")
        );
    }

    [Fact]
    public void Without_a_grace_of_its_own_a_pod_gets_the_sites()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), Planned(Of(Container())).Outline.Grace);
        Assert.Equal(["0"], Sourced(Planned(Of(Container()) with { TerminationGracePeriodSeconds = 0 }), "grace"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_grace_that_is_no_time_is_refused(long seconds) =>
        Assert.StartsWith(
            "spec.terminationGracePeriodSeconds: ",
            Refusal(Of(Container()) with { TerminationGracePeriodSeconds = seconds }),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_pod_without_containers_is_refused() =>
        Assert.Equal("spec.containers: the pod has no containers", Refusal(Of() with { InitContainers = [Container()] }));

    [Fact]
    public void One_name_for_two_containers_is_refused_also_across_init_and_main() =>
        Assert.Equal("""spec.containers[0].name: "main" is used twice""", Refusal(Of(Container()) with { InitContainers = [Container()] }));

    [Theory]
    [InlineData("")]
    [InlineData("Main")]
    [InlineData("a.b")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a\nb")]
    [InlineData("$(id)")]
    [InlineData("../x")]
    public void A_container_name_that_is_no_label_is_refused(string name) =>
        Assert.StartsWith("spec.containers[0].name: ", Refusal(Of(Container(name))), StringComparison.Ordinal);

    [Theory]
    [InlineData("a'; rm -rf ~ #", "default", "metadata.name: ")]
    [InlineData("a..b", "default", "metadata.name: ")]
    [InlineData("a", "A/B", "metadata.namespace: ")]
    public void A_pod_name_that_is_no_DNS_name_is_refused(string name, string space, string field) =>
        Assert.StartsWith(field, Refusal(Of(Container()) with { Name = name, Namespace = space }), StringComparison.Ordinal);

    [Theory]
    [InlineData("relative")]
    [InlineData("/a/../../etc")]
    [InlineData("/a\nb")]
    public void A_working_folder_that_could_lead_elsewhere_is_refused(string folder) =>
        Assert.StartsWith(
            "spec.containers[0].workingDir: ",
            Refusal(Of(Container() with { WorkingDir = folder })),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_NUL_in_an_argument_is_refused_without_showing_it() =>
        Assert.Equal("spec.containers[0].args[1]: has a NUL character in it", Refusal(Of(Container() with { Args = ["a", "s3cret\0"] })));

    [Property(Arbitrary = [typeof(HostileText)])]
    public void Whatever_a_pod_says_ends_in_a_plan_or_in_one_line(HostileText text, byte field)
    {
        var nasty = text.Value;
        var container = (field % 12) switch
        {
            0 => Container(nasty),
            1 => Container() with { Image = nasty },
            2 => Container() with { WorkingDir = nasty },
            3 => Container() with { Env = [new(nasty, "x")] },
            4 => Container() with { Requests = new Dictionary<string, string> { [nasty] = "1" } },
            5 => Container() with { Requests = new Dictionary<string, string> { ["cpu"] = nasty } },
            6 => Container() with { Mounts = [new(nasty, "/x", null, false)] },
            7 => Container() with { Mounts = [new("v", nasty, null, false)] },
            8 => Container() with { Mounts = [new("v", "/x", nasty, false)] },
            _ => Container(),
        };
        var pod = Of(container) with
        {
            Name = field % 12 == 9 ? nasty : "demo",
            Volumes = [new FilesVolume("v", [Text(field % 12 == 10 ? nasty : "f", "x")])],
            Annotations = new Dictionary<string, string> { [field % 12 == 11 ? "slurm-job.vk.io/singularity-options" : "other"] = nasty },
        };

        var result = PodPlanner.Plan(pod, Site);

        Assert.True(result.Plan is null ^ result.Refusal is null);
        Assert.DoesNotContain(result.Refusal ?? "", char.IsControl);
    }
}
