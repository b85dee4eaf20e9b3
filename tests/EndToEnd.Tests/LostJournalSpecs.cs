using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>The journal, or its end, is gone after a crash: what it knew of is not gone with it.</summary>
[Collection(ThirdPoolCollection.Name)]
public sealed class LostJournalSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    protected override string Config => "RetryAfterSeconds: 0.5\nRetryAtMostSeconds: 2\n";

    private async Task LoseJournalAsync()
    {
        await Sidecar.KillAsync();
        foreach (var file in Directory.GetFiles(Sidecar.DataRoot, "journal.sqlite*"))
            File.Delete(file);
        await Sidecar.StartAgainAsync();
    }

    private ShellResult Jobs(params string[] arguments) => Sidecar.Run(["jobs", .. arguments]);

    [Fact]
    public async Task An_operator_sees_the_jobs_of_lost_pods_and_removes_one_after_he_was_told_what_would_happen()
    {
        var (kept, removed) = (new PodBody("kept").Container("main", "sleep 600"), new PodBody("removed").Container("main", "sleep 600"));
        var jobs = new Dictionary<PodBody, string>();
        foreach (var pod in (PodBody[])[kept, removed])
        {
            jobs[pod] = await Calls.CreateAsync(pod);
            await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        }
        await LoseJournalAsync();
        await Wait.UntilAsync(
            "both to be listed",
            () => Task.FromResult(Jobs("--unowned", "-o", "name").Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length == 2)
        );
        var row = Jobs("--unowned").Stdout.Split('\n').Single(line => line.StartsWith(jobs[removed] + " ", StringComparison.Ordinal));
        foreach (var word in (string[])["Running", "default", "removed", removed.Uid, "no pod with this UID is in the journal"])
            Assert.Contains(word, row, StringComparison.Ordinal);

        var told = Jobs("remove", jobs[removed]);
        Assert.Equal(0, told.ExitCode);
        Assert.Equal($"job {jobs[removed]}: would be removed (Running)\nnothing was removed; say --yes to remove\n", told.Stdout);
        Assert.Equal(2, (int)Queue(removed).Single()!["JobStatus"]!);
        Assert.Contains("would be adopted (Running)", Jobs("adopt", jobs[kept]).Stdout, StringComparison.Ordinal);

        Assert.Equal(0, Jobs("remove", jobs[removed], "--yes").ExitCode);
        await Wait.UntilAsync("the job to go", () => Task.FromResult(Queue(removed).Count == 0));
        Assert.Equal(jobs[kept], await Calls.CreateAsync(kept)); // nobody need adopt what is created again
        await Calls.UntilPhaseAsync(kept, PodPhase.Running);
        var late = Jobs("remove", jobs[kept], "--yes");
        Assert.Equal(1, late.ExitCode);
        Assert.Contains("left alone: it is not a job without a pod", late.Stdout, StringComparison.Ordinal);
        Assert.Equal(2, (int)Queue(kept).Single()!["JobStatus"]!);
        await Calls.DeleteAsync(kept);
    }

    [Fact]
    public async Task The_job_of_a_pod_that_was_lost_runs_on_is_named_and_is_taken_up_by_a_create_or_removed_by_a_delete()
    {
        var (first, second) = (
            new PodBody("first").Container("main", "echo up; sleep 600"),
            new PodBody("second").Container("main", "sleep 600")
        );
        foreach (var pod in (PodBody[])[first, second])
        {
            await Calls.CreateAsync(pod);
            await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        }
        var job = await Calls.CreateAsync(first);
        await LoseJournalAsync();

        await Wait.UntilAsync(
            "the ping to count them",
            async () => (await Calls.PingAsync()).Contains("jobs-without-a-pod: no pod owns 2 jobs (", StringComparison.Ordinal)
        );
        await Wait.UntilAsync(
            "the log to name them",
            () => Task.FromResult(Sidecar.Says(" of this instance, and nothing is done with them"))
        );
        Assert.Null(await new SidecarCalls(new Uri($"http://127.0.0.1:{Sidecar.Port}")).StatusAsync(first));
        Assert.All((PodBody[])[first, second], pod => Assert.Equal(2, (int)Queue(pod).Single()!["JobStatus"]!));
        Assert.All((PodBody[])[first, second], pod => Assert.True(Directory.Exists(JobFolder(pod))));

        Assert.Equal(job, await Calls.CreateAsync(first)); // the job that runs, and no other
        await Calls.UntilPhaseAsync(first, PodPhase.Running);
        Assert.Equal("up\n", await Calls.LogsAsync(first, "main"));
        await Calls.DeleteAsync(second);
        await Wait.UntilAsync("the second job to go", () => Task.FromResult(Queue(second).Count == 0));
        await Wait.UntilAsync(
            "nothing to be without a pod",
            async () => !(await Calls.PingAsync()).Contains("jobs-without-a-pod", StringComparison.Ordinal)
        );
        Assert.Equal((1, 1), (JobsEverStarted(first), JobsEverStarted(second)));
    }
}
