using System.Diagnostics;
using System.Globalization;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Scale;

/// <summary>
/// What pods cost with the journal in a file and in PostgreSQL, in turn: a create until its pod runs, and the recovery after a kill. The
/// server is PostgreSQL on the same machine, with its flushes.
/// </summary>
internal static class JournalCosts
{
    private const int Rounds = 3;

    private sealed record Round(double CreatesPerSecond, double CreateCpuMs, double Recovery, double RecoveryCpuMs, double DatabaseCpuMs);

    public static async Task RunAsync(int pods)
    {
        using var server = PostgresServer.Start();
        var rounds = new Dictionary<string, List<Round>> { ["file"] = [], ["PostgreSQL"] = [] };
        for (var round = 0; round < Rounds; round++)
            foreach (var (name, all) in rounds)
                all.Add(await OfAsync(pods, name == "file" ? null : server));
        Console.WriteLine(
            $"the journal, {pods} pods, medians of {Rounds} rounds in turn: creates a second; CPU ms of a create; "
                + "all reported after a kill, seconds; CPU ms of a recovery, a pod; CPU ms of PostgreSQL, a pod, for both"
        );
        foreach (var (name, all) in rounds)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name, -12} {all.Select(r => r.CreatesPerSecond).Median():0}; {all.Select(r => r.CreateCpuMs).Median():0.00}; "
                        + $"{all.Select(r => r.Recovery).Median():0.0}; {all.Select(r => r.RecoveryCpuMs).Median():0.00}; "
                        + $"{all.Select(r => r.DatabaseCpuMs).Median():0.00}"
                )
            );
    }

    private static double CpuOf(PostgresServer? server) => server is null ? 0 : ProcessCost.CpuSecondsOfFamily(server.Id);

    private static async Task<Round> OfAsync(int pods, PostgresServer? postgres)
    {
        var folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
        var database = postgres?.NewDatabase() ?? "";
        try
        {
            var atFirst = CpuOf(postgres);
            (double Accepted, double AllRunning, double Cpu) created;
            await using (var server = await ServerProcess.StartAsync(folder, database: database))
            {
                created = await SidecarFigures.CreatedAsync(server, 0, pods);
                await server.KillAsync();
            }
            var clock = Stopwatch.StartNew();
            await using var again = await ServerProcess.StartAsync(folder, database: database);
            await SidecarFigures.UntilAllRunAsync(again, pods);
            return new Round(
                pods / created.Accepted,
                created.Cpu * 1000 / pods,
                clock.Elapsed.TotalSeconds,
                again.CpuSeconds * 1000 / pods,
                (CpuOf(postgres) - atFirst) * 1000 / pods
            );
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }
}
