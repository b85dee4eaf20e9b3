using System.Net;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A journal that somebody else holds for longer than anybody waits: what could not be written is said, and tried again
/// unasked.</summary>
[Collection(ThirdPoolCollection.Name)]
public sealed class StuckJournalSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    [Fact]
    public async Task A_deletion_that_could_not_be_written_is_carried_out_once_the_journal_is_back_though_nobody_asks_again()
    {
        var pod = new PodBody().Container("main", "sleep 600");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        using (await HoldJournalAsync())
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Calls.PostAsync("/delete", pod.PodJson)).Code);
        await Wait.UntilAsync("the job to leave the queue", () => Task.FromResult(Queue(pod).Count == 0));
        await Wait.UntilAsync("the files to go", () => Task.FromResult(!Directory.Exists(JobFolder(pod))));
    }

    [Fact]
    public async Task A_pods_end_that_could_not_be_written_is_told_once_the_journal_is_back()
    {
        var pod = new PodBody().Container("main", "echo up; sleep 2; exit 4");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        using (await HoldJournalAsync())
            await Wait.UntilAsync("the failure to be logged", () => Task.FromResult(Sidecar.Says("the journal could not be written")));
        Assert.Equal(4, (await Calls.EndAsync(pod))["main"]);
    }

    [Fact]
    public async Task Known_and_unknown_pods_in_one_request_are_told_and_left_out()
    {
        var known = new PodBody("known").Container("main", "sleep 600");
        var unknown = new PodBody("unknown").Container("main", "true");
        await Calls.CreateAsync(known);
        Assert.Equal([known.Uid], (await Calls.StatusOfAllAsync(unknown, known, unknown)).Select(entry => (string)entry!["UID"]!));
        Assert.Empty(await Calls.StatusOfAllAsync(unknown, unknown));
    }
}
