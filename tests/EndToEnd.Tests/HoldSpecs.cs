using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>What HTCondor itself puts on hold: an end, or another try.</summary>
public sealed class HoldSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    protected override string Config => "RetryAfterSeconds: 0.5\nHoldRetryMinutes: 1\nMaxJobStarts: 2\n";

    [Fact]
    public async Task A_job_that_a_policy_holds_is_a_failed_pod_with_the_policys_words_and_leaves_the_queue()
    {
        // Of a running job, its shadow would not hear of the new policy.
        var pod = new PodBody().Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"").Container("main", "true");
        var job = await Calls.CreateAsync(pod);
        Assert.Equal(0, Pool.Tool("condor_qedit", job, "PeriodicHoldReason", "\"it ran too long for this site\"").ExitCode);
        Assert.Equal(0, Pool.Tool("condor_qedit", job, "PeriodicHold", "true").ExitCode);
        Assert.NotEqual(0, (await Calls.EndAsync(pod))["main"]);
        Assert.Contains(
            "it ran too long for this site",
            (string)State((await Calls.StatusAsync(pod))!, "main")["terminated"]!["message"]!,
            StringComparison.Ordinal
        );
        await Wait.UntilAsync("the job to leave the queue", () => Task.FromResult(Queue(pod).Count == 0));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    public async Task A_job_whose_files_or_folder_were_away_for_a_while_is_tried_again_and_runs_as_the_same_job(int code)
    {
        var pod = new PodBody().Container("main", "echo at last");
        Pool.Tool("condor_off", "-negotiator");
        var moved = "";
        try
        {
            await Calls.CreateAsync(pod);
            var plan = Directory
                .GetFiles(JobFolder(pod))
                .First(file => !Path.GetFileName(file).StartsWith("job.", StringComparison.Ordinal));
            moved = code == 14 ? JobFolder(pod) : plan;
            Directory.Move(moved, moved + ".away");
        }
        finally
        {
            Pool.Tool("condor_on", "-negotiator");
        }
        await Wait.UntilAsync(
            "the hold to be told",
            async () =>
                ((string?)State((await Calls.StatusAsync(pod))!, "main")["waiting"]?["message"])?.Contains(
                    $"(hold code {code})",
                    StringComparison.Ordinal
                ) == true
        );
        Directory.Move(moved + ".away", moved);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal("at last\n", await Calls.LogsAsync(pod, "main"));
        Assert.Equal(1, JobsEver(pod));
    }

    [Fact]
    public async Task A_job_that_starts_again_and_again_and_never_ends_is_ended()
    {
        var pod = new PodBody().Container("main", "sleep 600");
        var job = await Calls.CreateAsync(pod);
        var starts = 0;
        try
        {
            await Wait.UntilAsync(
                "the pod to fail",
                async () =>
                {
                    if (
                        await Calls.PhaseAsync(pod) == PodPhase.Running
                        && (int?)Queue(pod).SingleOrDefault()?["NumJobStarts"] is { } now
                        && now > starts
                    )
                    {
                        starts = now;
                        // Else the job may be matched once more before the schedd looks at its policy.
                        if (starts == 2)
                            Pool.Tool("condor_off", "-negotiator");
                        Pool.Tool("condor_vacate_job", "-fast", job);
                    }
                    return await Calls.PhaseAsync(pod) == PodPhase.Failed;
                }
            );
        }
        finally
        {
            Pool.Tool("condor_on", "-negotiator");
        }
        Assert.Equal(2, starts);
        Assert.Contains(
            "times or more, and it never ended (the limit is MaxJobStarts",
            (string)State((await Calls.StatusAsync(pod))!, "main")["terminated"]!["message"]!,
            StringComparison.Ordinal
        );
        Assert.Equal(1, JobsEverStarted(pod));
    }
}
