using System.Diagnostics;
using System.Globalization;
using HtcondorActors.Bench.Scale;
using static HtcondorActors.Bench.Samples;

namespace HtcondorActors.Bench.Nodes;

/// <summary>
/// Several nodes beside one, in one run: creates, statuses at the owner and elsewhere, memory, rest, and the time after a kill. Both have
/// their journal in PostgreSQL and their schedd in another process.
/// </summary>
internal static class NodesReport
{
    private const int Count = 3;
    private static readonly TimeSpan RestsFor = TimeSpan.FromSeconds(20);

    /// <param name="PerSecond">Creates a second.</param>
    /// <param name="Cpu">Milliseconds a create until its pod runs.</param>
    /// <param name="Again">Creates that were sent again.</param>
    /// <param name="RssMiB">Of each node, when all run.</param>
    /// <param name="HeapKiB">Of each node, live, for each pod of the cluster.</param>
    private sealed record Figures(double PerSecond, CpuSeconds Cpu, int Again, IReadOnlyList<double> RssMiB, IReadOnlyList<double> HeapKiB);

    /// <summary>Cores when nobody asks.</summary>
    private sealed record Rest(IReadOnlyList<double> Nodes, double Database);

    public static async Task RunAsync(int pods)
    {
        Say($"load of the machine: {Load()}, {Environment.ProcessorCount} cores");
        var held = Math.Max(pods, 30_000);
        var digest = DigestCost.Of(held);
        Say(
            $"digest of {held} statuses of {digest.Bytes} bytes at one of {Count} nodes: {digest.New:0.0} ms of CPU if all are new, "
                + $"{digest.Same:0.0} ms if none is"
        );
        await using var alone = await BenchNodes.StartAsync(1);
        var one = await FiguresAsync(alone, pods);
        Say($"one node: {one.PerSecond:0} creates a second; load of the machine: {Load()}");
        await using var nodes = await BenchNodes.StartAsync(Count);
        var several = await FiguresAsync(nodes, pods);
        Say($"\n{pods} pods | 1 node | {Count} nodes | ratio");
        Say($"creates a second | {one.PerSecond:0} | {several.PerSecond:0} | {several.PerSecond / one.PerSecond:0.00}");
        Say($"CPU ms of a create, nodes | {one.Cpu.Nodes:0.00} | {several.Cpu.Nodes:0.00} | {several.Cpu.Nodes / one.Cpu.Nodes:0.00}");
        Say(
            $"CPU ms of a create, PostgreSQL | {one.Cpu.Database:0.00} | {several.Cpu.Database:0.00} | "
                + $"{several.Cpu.Database / one.Cpu.Database:0.00}"
        );
        Say($"creates that were sent again | {one.Again} | {several.Again} |");
        Say($"RSS, MiB | {Join(one.RssMiB, "0")} | {Join(several.RssMiB, "0")} | {several.RssMiB.Average() / one.RssMiB[0]:0.00}");
        Say(
            $"live heap of a node for each pod of the cluster, KiB | {Join(one.HeapKiB, "0.00")} | {Join(several.HeapKiB, "0.00")} | "
                + $"{several.HeapKiB.Average() / one.HeapKiB[0]:0.00}"
        );
        Say("\n/status, CPU us (requests/s) | one node alone | owner | wrong node | wrong to owner | owner to alone");
        foreach (var row in await NodeStatus.RunAsync(alone.Living[0], nodes.Living[^1], pods))
            Say(
                $"{row.Name} | {Text(row.Alone)} | {Text(row.Owner)} | {Text(row.Wrong)} | {row.WrongToOwner:0.00} | "
                    + $"{row.OwnerToAlone:0.00}"
            );
        Say($"load of the machine: {Load()}");
        // By now everything is compiled.
        var (oneRests, theyRest) = (await RestAsync(alone), await RestAsync(nodes));
        Say(
            $"\ncores of a node that nobody asks | {Join(oneRests.Nodes, "0.000")} | {Join(theyRest.Nodes, "0.000")} | "
                + $"{theyRest.Nodes.Sum() / oneRests.Nodes[0]:0.00}"
        );
        Say($"cores of PostgreSQL meanwhile | {oneRests.Database:0.000} | {theyRest.Database:0.000} |");
        var after = await NodeRecovery.RunAsync(nodes, pods, (theyRest.Nodes, theyRest.Database));
        Say(
            $"\nkill -9 of the node that polls, {after.Lost} pods on it: told by the others after {after.FirstPass:0.00} s "
                + $"({after.LeftOut} left out); one acts after {after.Acts:0.0} s, all after {after.AllAct:0.0} s; "
                + $"{after.Cpu:0.00} ms of CPU a pod, PostgreSQL {after.DatabaseCpu:0.00}; "
                + $"{after.Incomplete} of {after.Asked} answers meanwhile left a pod out"
        );
        var (seconds, cpu) = await StartedAgainAsync(alone, pods);
        Say($"the only node killed and started again: told and acts after {seconds:0.0} s; {cpu:0.00} ms of CPU a pod, the start included");
        Say($"load of the machine: {Load()}");
    }

    private static async Task<Figures> FiguresAsync(BenchNodes nodes, int pods)
    {
        // The first tenth compiles code, and makes what a process keeps once.
        var first = pods / 10;
        await nodes.CreateAsync(0, first);
        var heap = await EachAsync(nodes, node => node.HeapMiBAsync());
        var (accepted, cpu, again) = await nodes.CreateAsync(first, pods);
        double[] rss = [.. nodes.Living.Select(node => node.RssMiB)];
        var grown = await EachAsync(nodes, node => node.HeapMiBAsync());
        var made = pods - first;
        return new Figures(
            made / accepted,
            new CpuSeconds(cpu.Nodes * 1000 / made, cpu.Database * 1000 / made),
            again,
            rss,
            [.. grown.Zip(heap, (later, earlier) => (later - earlier) * 1024 / made)]
        );
    }

    private static async Task<Rest> RestAsync(BenchNodes nodes)
    {
        double[] before = [.. nodes.Living.Select(node => node.CpuSeconds)];
        var (set, clock) = (nodes.Cpu, Stopwatch.StartNew());
        await Task.Delay(RestsFor);
        var seconds = clock.Elapsed.TotalSeconds;
        return new Rest(
            [.. nodes.Living.Zip(before, (node, earlier) => (node.CpuSeconds - earlier) / seconds)],
            (nodes.Cpu - set).Database / seconds
        );
    }

    private static async Task<(double Seconds, double CpuMs)> StartedAgainAsync(BenchNodes alone, int pods)
    {
        await alone.KillAsync(alone.Living[0]);
        var clock = Stopwatch.StartNew();
        await alone.StartAgainAsync();
        while (await alone.OwnedAsync() < pods)
            await Task.Delay(20);
        await SidecarFigures.UntilAllRunAsync(alone.Living[0], pods);
        return (clock.Elapsed.TotalSeconds, alone.Living[0].CpuSeconds * 1000 / pods);
    }

    private static async Task<double[]> EachAsync(BenchNodes nodes, Func<ServerProcess, Task<double>> of)
    {
        var all = new List<double>();
        foreach (var node in nodes.Living)
            all.Add(await of(node));
        return [.. all];
    }

    private static string Text(NodeStatus.Cost cost) => $"{cost.Micros:0} ({cost.PerSecond:0})";

    private static string Join(IEnumerable<double> values, string format) =>
        string.Join("; ", values.Select(value => value.ToString(format, CultureInfo.InvariantCulture)));

    private static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);
}
