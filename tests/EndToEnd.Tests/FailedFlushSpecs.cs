using System.Net;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A disk that fails to flush the journal once: what was told stays true, and nobody goes on as if nothing had been.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class FailedFlushSpecs(CondorPool pool)
{
    [NeedsFailingFlush]
    public async Task After_one_failed_flush_of_the_journal_the_sidecar_stops_to_be_started_again_and_then_each_pod_has_one_job()
    {
        using var flush = new FailingFlush();
        await using var sidecar = await Sidecar.StartAsync(pool, "", pool.Environment.Concat(flush.Environment).ToDictionary());
        var calls = sidecar.Client;
        var (before, during) = (
            new PodBody("before").Container("main", "sleep 600"),
            new PodBody("during").Container("main", "echo up; sleep 600")
        );
        await calls.CreateAsync(before);
        await calls.UntilPhaseAsync(before, PodPhase.Running);

        flush.FailNext();
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "the journal could not be written"),
            await calls.PostAsync("/create", during.Json)
        );
        Assert.Equal(1, await sidecar.ExitCodeAsync());
        Assert.True(flush.HasFailed);
        Assert.Contains(
            "the journal cannot be relied on any more, and this process stops: SQLite Error 10",
            sidecar.Printed,
            StringComparison.Ordinal
        );
        Assert.Equal(0, Jobs(during));

        await sidecar.StartAgainAsync();
        await calls.UntilPhaseAsync(before, PodPhase.Running);
        await calls.CreateAsync(during); // the Virtual Kubelet asks again
        await calls.UntilPhaseAsync(during, PodPhase.Running);
        await Wait.UntilAsync("the log", async () => await calls.LogsAsync(during, "main") == "up\n");
        Assert.Equal((1, 1), (Jobs(before), Jobs(during)));
        foreach (var pod in (PodBody[])[before, during])
            await calls.DeleteAsync(pod);
        await Wait.UntilAsync("the jobs to go", () => Task.FromResult((Jobs(before), Jobs(during)) == (0, 0)));
    }

    /// <summary>How many of the pod's there are in the queue.</summary>
    private int Jobs(PodBody pod) =>
        pool.Tool("condor_q", "-allusers", "-af", "ClusterId", "-constraint", $"InterLinkPodUid == \"{pod.Uid}\"")
            .Stdout.Count(c => c == '\n');
}
