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
    public void Nothing_that_reaches_the_submit_file_is_a_word_of_the_pods()
    {
        var pod = Of(Container() with { Args = ["$(id)"], Mounts = [new("v", "/v", null, false)] }) with
        {
            Volumes = [new FilesVolume("v", [Text("k", "x")])],
        };
        var job = JobRequest.Of(Planned(pod).Outline, 1, "/data/runner.sh");
        Assert.All([.. job.Arguments, .. job.InputFiles, job.Tag.Value], word => Assert.Matches(@"\A[A-Za-z0-9._/@:+-]*\z", word));
    }
}
