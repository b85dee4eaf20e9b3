using System.Text;
using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class JobScriptPlanSpecs
{
    private static PodSpec With(string script) =>
        Of(Container("one") with { Mounts = [new("v", "/v", null, true), new("e", "/e", null, false)] }, Container("two")) with
        {
            JobScript = script,
            RestartPolicy = "Always",
            InitContainers = [Container("init")],
            Volumes = [new FilesVolume("v", [Text("k", "x")]), new EmptyDirVolume("e")],
            OtherFields = [new("spec.containers[0].volumeDevices")],
            ActiveDeadlineSeconds = 60,
        };

    [Fact]
    public void It_is_run_once_on_the_machine_under_the_first_containers_name()
    {
        var pod = Planned(With("#!/bin/bash -l\necho hi\n"));
        Assert.Equal(
            ["0", "1", "one", "host", "3", "/bin/bash", "-l", "./job-script", "never", "60"],
            Sourced(
                pod,
                "containers_init",
                "containers_main",
                "c1_name",
                "c1_mode",
                "c1_args",
                "c1_arg_1",
                "c1_arg_2",
                "c1_arg_3",
                "c1_restart",
                "deadline"
            )
        );
        Assert.Equal("#!/bin/bash -l\necho hi\n", Encoding.UTF8.GetString(Content(pod, "job-script").Span));
    }

    [Fact]
    public void The_outline_keeps_all_containers_and_the_volumes_are_still_there()
    {
        var pod = Planned(With("exit 3"));
        Assert.True(pod.Outline.IsJobScript);
        Assert.Equal(["one", "two"], pod.Outline.Containers.Select(c => c.Name));
        Assert.Equal(["init"], pod.Outline.InitContainers.Select(c => c.Name));
        Assert.DoesNotContain(pod.Outline.Containers, c => c.MayRestart);
        Assert.Equal(["plan", "volumes.tar", "job-script"], pod.Outline.InputFiles);
        Assert.Equal(["volumes.tar", "e"], Sourced(pod, "archive", "emptydir_1"));
    }

    [Theory]
    [InlineData("exit 3", "/bin/sh")]
    [InlineData("", "/bin/sh")]
    [InlineData("#!", "/bin/sh")]
    [InlineData("#!bash\n", "/bin/sh")]
    [InlineData("#! /usr/bin/env python3\r\nprint()", "/usr/bin/env python3")]
    public void Its_first_line_says_what_runs_it_else_sh(string script, string words)
    {
        var pod = Planned(With(script.Length > 0 ? script : "\n"));
        var count = words.Split(' ').Length;
        Assert.Equal([.. words.Split(' '), "./job-script"], Sourced(pod, [.. Enumerable.Range(1, count + 1).Select(i => $"c1_arg_{i}")]));
    }
}
