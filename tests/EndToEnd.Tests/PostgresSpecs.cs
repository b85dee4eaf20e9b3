using System.Net;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A site keeps the journal in PostgreSQL: pods live as they do with the file, and move there and back.</summary>
[Collection(ThirdPoolCollection.Name)]
public sealed class PostgresSpecs(CondorPool pool)
{
    [Fact]
    public async Task Pods_move_to_PostgreSQL_and_back_with_the_journal_and_survive_the_servers_and_the_sidecars_end()
    {
        using var server = PostgresServer.Start();
        var database = server.NewDatabase();
        await using var sidecar = await Sidecar.StartAsync(pool);
        var calls = sidecar.Client;
        var (ended, running) = (
            new PodBody("ended").Container("main", "echo over; exit 4"),
            new PodBody("running").Container("main", "sleep 600")
        );
        await calls.CreateAsync(ended);
        var job = await calls.CreateAsync(running);
        Assert.Equal(4, (await calls.EndAsync(ended))["main"]);

        // A sidecar that runs keeps its journal.
        sidecar.Configure($"JournalDatabase: {database}");
        var refused = Copy(sidecar, "postgresql");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("is in use by another process", refused.Stderr, StringComparison.Ordinal);
        Assert.Equal(0, await sidecar.StopAsync());

        // Nor does it start on an empty database while the file has pods.
        var empty = sidecar.Serve();
        Assert.Equal(1, empty.ExitCode);
        Assert.Contains("\"journal copy --to postgresql\" moves it", empty.Stderr, StringComparison.Ordinal);

        var moved = Copy(sidecar, "postgresql");
        Assert.True(moved.ExitCode == 0, moved.Output);
        Assert.Contains("of 2 pods", moved.Stdout, StringComparison.Ordinal);
        await sidecar.StartAgainAsync();
        Assert.Equal(4, (await calls.EndAsync(ended))["main"]);
        Assert.Equal(job, await calls.CreateAsync(running));
        await calls.UntilPhaseAsync(running, PodPhase.Running);

        // The database is restarted in the middle of a create. The sidecar is killed.
        var later = new PodBody("later").Container("main", "echo later");
        server.Kill();
        var create = calls.CreateAsync(later);
        server.StartAgain();
        await create;
        await sidecar.KillAsync();
        await sidecar.StartAgainAsync();
        Assert.Equal(0, (await calls.EndAsync(later))["main"]);
        await calls.UntilPhaseAsync(running, PodPhase.Running);

        // And back.
        Assert.Equal(0, await sidecar.StopAsync());
        Assert.Equal(0, Copy(sidecar, "file").ExitCode);
        var closed = sidecar.Serve();
        Assert.Equal(1, closed.ExitCode);
        Assert.Contains("has pods, and JournalDatabase is set", closed.Stderr, StringComparison.Ordinal);
        sidecar.Configure("");
        await sidecar.StartAgainAsync();
        Assert.Equal(0, (await calls.EndAsync(later))["main"]);
        Assert.Equal(job, await calls.CreateAsync(running));
        await calls.DeleteAsync(running);
        foreach (var pod in (SentPod[])[ended, later])
            await calls.DeleteAsync(pod);
        await Wait.UntilAsync("the running pod to be gone", async () => await calls.StatusAsync(running) is null);
    }

    [Fact]
    public async Task While_the_database_is_away_known_pods_are_told_as_before_and_nothing_else_is_listed()
    {
        using var server = PostgresServer.Start();
        await using var sidecar = await Sidecar.StartAsync(pool, $"JournalDatabase: {server.NewDatabase()}");
        Assert.Contains("journal in PostgreSQL (database test1 at /", sidecar.Printed, StringComparison.Ordinal);
        var calls = sidecar.Client;
        var (known, later) = (new PodBody("known").Container("main", "exit 4"), new PodBody("later").Container("main", "true"));
        await calls.CreateAsync(known);
        Assert.Equal(4, (await calls.EndAsync(known))["main"]);
        var before = (await calls.StatusAsync(known))!.ToJsonString();

        server.Stop();
        // Both stop the actors of their pods.
        var deleted = await calls.PostAsync("/delete", known.PodJson);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the journal could not be written"), (deleted.Code, deleted.Body.Trim()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await calls.PostAsync("/create", later.Json)).Code);
        Assert.Equal(before, (await calls.StatusAsync(known))!.ToJsonString());
        Assert.Equal("default/known\n", Told(sidecar, "pods", "-o", "name"));
        Assert.Contains("Error", Told(sidecar, "pod", "known"), StringComparison.Ordinal);

        server.StartAgain();
        // The deletion was promised to nobody, and is carried out all the same: interLink asks only once.
        await Wait.UntilAsync("the pod to be gone", async () => await calls.StatusAsync(known) is null);
        await calls.CreateAsync(later);
        Assert.Equal(0, (await calls.EndAsync(later))["main"]);
    }

    private static string Told(Sidecar sidecar, params string[] command)
    {
        var told = Shell.Run(Sidecar.Program, [.. command, "--config", sidecar.ConfigFile]);
        return told.ExitCode == 0 ? told.Stdout : throw new InvalidOperationException(told.Output);
    }

    private static ShellResult Copy(Sidecar sidecar, string to) =>
        Shell.Run(Sidecar.Program, ["journal", "copy", "--to", to, "--config", sidecar.ConfigFile]);
}
