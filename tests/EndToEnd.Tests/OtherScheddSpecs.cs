using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>ScheddHost is changed while pods live: their jobs stay where they are, and so does what is known of them.</summary>
[Collection(TwoScheddsCollection.Name)]
public sealed class OtherScheddSpecs(TwoScheddsPool pool) : IAsyncLifetime
{
    private Sidecar? _sidecar;

    private Sidecar Sidecar => _sidecar!;

    private SidecarCalls Calls => Sidecar.Client;

    public async Task InitializeAsync()
    {
        await Wait.UntilAsync(
            "both schedds",
            () =>
                Task.FromResult(
                    pool.Tool("condor_status", "-schedd", "-af", "Name").Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length
                        == 2
                )
        );
        // Flags and keys win over each other, so only the file says which schedd it is.
        _sidecar = await Sidecar.StartAsync(pool, $"ScheddHost: {TwoScheddsPool.One}\n");
    }

    public async Task DisposeAsync()
    {
        if (_sidecar is not null)
            await _sidecar.DisposeAsync();
        foreach (var schedd in (string[])[TwoScheddsPool.One, TwoScheddsPool.Other])
            pool.Tool("condor_rm", "-name", schedd, "-all");
    }

    [Fact]
    public async Task Pods_wait_for_their_own_schedd_and_are_neither_lost_nor_submitted_to_the_other()
    {
        var (runs, goes, later) = (
            new PodBody("runs").Container("main", "sleep 600"),
            new PodBody("goes").Container("main", "sleep 600"),
            new PodBody("later").Container("main", "sleep 600")
        );
        var job = await Calls.CreateAsync(runs);
        await Calls.UntilPhaseAsync(runs, PodPhase.Running);
        await Calls.CreateAsync(goes);

        await RestartAsync(TwoScheddsPool.Other);
        await Wait.UntilAsync(
            "the trouble in the ping",
            async () =>
                (await Calls.PingAsync()).Contains(
                    $"schedd: 2 pods wait: their jobs belong to {TwoScheddsPool.One}, and the sidecar asks {TwoScheddsPool.Other}",
                    StringComparison.Ordinal
                )
        );
        await Calls.DeleteAsync(goes);
        // The other schedd gives the same id to another pod's job, and has at least one job, so that its queue is not empty.
        await Calls.CreateAsync(later);
        await Calls.UntilPhaseAsync(later, PodPhase.Running);
        await Wait.UntilAsync(
            "the other schedd to be asked about the pod's job",
            () => Task.FromResult(Sidecar.OutputOf("timeline", runs.Name).Contains("another schedd answers", StringComparison.Ordinal))
        );
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(runs));
        Assert.Equal((2, 1), (JobsIn(TwoScheddsPool.One), JobsIn(TwoScheddsPool.Other)));
        Assert.Equal(1, Sidecar.LinesWith("pods whose jobs belong to other schedds"));

        await RestartAsync(TwoScheddsPool.One);
        await Wait.UntilAsync("the deletion to end", () => Task.FromResult(JobsIn(TwoScheddsPool.One) == 1));
        Assert.Equal(job, await Calls.CreateAsync(runs));
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(runs));
        Assert.Equal(1, JobsIn(TwoScheddsPool.Other));

        // Its schedd will never come back.
        await RestartAsync(TwoScheddsPool.One, $"FormerSchedds: [{TwoScheddsPool.Other}]");
        await Wait.UntilAsync("the other schedd's job to be lost", async () => await Calls.PhaseAsync(later) == PodPhase.Failed);
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(runs));
    }

    private async Task RestartAsync(string schedd, string more = "")
    {
        await Sidecar.KillAsync();
        var config = await File.ReadAllTextAsync(Sidecar.ConfigFile);
        var lines = config.Split('\n').Where(line => !line.StartsWith("ScheddHost", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Sidecar.ConfigFile, string.Join('\n', lines) + $"\nScheddHost: {schedd}\n{more}\n");
        await Sidecar.StartAgainAsync();
    }

    private int JobsIn(string schedd) =>
        pool.Tool("condor_q", "-name", schedd, "-allusers", "-af", "ClusterId")
            .Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Length;
}
