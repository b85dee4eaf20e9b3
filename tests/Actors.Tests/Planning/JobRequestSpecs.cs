using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class JobRequestSpecs
{
    [Fact]
    public void The_job_asks_for_what_the_pod_asked_for_and_runs_the_runner_on_its_plan()
    {
        var pod = Of(
            Container() with
            {
                Requests = new Dictionary<string, string>
                {
                    ["cpu"] = "2",
                    ["memory"] = "1Gi",
                    ["nvidia.com/gpu"] = "1",
                    ["ephemeral-storage"] = "1Mi",
                },
            }
        );
        var job = JobRequest.Of(Planned(pod with { TerminationGracePeriodSeconds = 60 }).Outline, 3, "/data/runner-1.sh");

        Assert.Equal((pod.Uid.Value, 3, "/data/runner-1.sh"), (job.Tag.Value, job.Attempt, job.Executable));
        Assert.Equal((2, 1024, 1024, 1), (job.Cpus, job.MemoryMiB, job.DiskKiB, job.Gpus));
        Assert.Equal(["plan"], job.Arguments);
        Assert.Equal(["plan"], job.InputFiles);
    }

    [Fact]
    public void The_runner_has_time_to_report_after_the_pods_grace_is_over() =>
        Assert.Equal(
            TimeSpan.FromSeconds(70),
            JobRequest.Of(Planned(Of(Container()) with { TerminationGracePeriodSeconds = 60 }).Outline, 1, "/r").VacateTime
        );

    [Fact]
    public void Further_submit_commands_are_passed_on_in_their_order()
    {
        KeyValuePair<string, string>[] commands = [new("accounting_group", "physics"), new("requirements", "(HasFpga)")];
        Assert.Equal(commands, JobRequest.Of(Planned(Of(Container())).Outline with { SubmitCommands = commands }, 1, "/r").Commands);
    }

    [Fact]
    public void The_pods_of_one_owner_have_one_batch_name_and_each_has_its_own_name_and_node()
    {
        var pod = Of(Container()) with { Name = "train-x7k2p", OwnerName = "train", NodeName = "htcondor" };
        var job = JobRequest.Of(Planned(pod).Outline, 1, "/r");
        Assert.Equal(("default/train", "default", "default/train-x7k2p"), (job.BatchName, job.WiderBatchName, job.Description));
        KeyValuePair<string, string>[] labels =
        [
            new("InterLinkPodName", "train-x7k2p"),
            new("InterLinkPodNamespace", "default"),
            new("InterLinkPodNode", "htcondor"),
        ];
        Assert.Equal(labels, job.Labels);
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("a\nqueue 1000")]
    [InlineData("$(HOME)")]
    [InlineData("a b")]
    [InlineData("\"")]
    public void An_owner_or_a_node_whose_name_is_no_name_of_Kubernetes_is_left_out(string name)
    {
        var job = JobRequest.Of(Planned(Of(Container()) with { OwnerName = name, NodeName = name }).Outline, 1, "/r");
        Assert.Equal("default", job.BatchName);
        Assert.Equal(["InterLinkPodName", "InterLinkPodNamespace"], job.Labels.Select(label => label.Key));
    }

    [Fact]
    public void Of_the_pod_s_own_words_only_names_reach_the_submit_file()
    {
        var pod = Of(Container() with { Args = ["$(id)"], Mounts = [new("v", "/v", null, false)] }) with
        {
            Volumes = [new FilesVolume("v", [Text("k", "x")])],
        };
        var job = JobRequest.Of(Planned(pod).Outline, 1, "/data/runner.sh");
        Assert.Equal(("default", "default", "default/demo"), (job.BatchName, job.WiderBatchName, job.Description));
        Assert.Equal(["demo", "default"], job.Labels.Select(label => label.Value));
        Assert.All([.. job.Arguments, .. job.InputFiles, job.Tag.Value], word => Assert.Matches(@"\A[A-Za-z0-9._/@:+-]*\z", word));
    }
}
