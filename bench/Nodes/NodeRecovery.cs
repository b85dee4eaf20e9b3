using System.Diagnostics;
using HtcondorActors.Bench.Scale;

namespace HtcondorActors.Bench.Nodes;

/// <summary>What follows the kill of a node. Times in seconds, from the kill.</summary>
/// <param name="Lost">How many pods it had.</param>
/// <param name="FirstPass">Until each other node had been asked once for all of them, 500 at a time.</param>
/// <param name="LeftOut">The pods that these answers left out.</param>
/// <param name="Acts">Until a create of one of them, sent again, was answered.</param>
/// <param name="AllAct">Until all had actors again that had told their states.</param>
/// <param name="Cpu">Milliseconds a lost pod, of all other nodes, without what they need when nothing happens.</param>
/// <param name="DatabaseCpu">The same of PostgreSQL.</param>
/// <param name="Asked">Further requests for 20 of the pods, until all acted.</param>
/// <param name="Incomplete">Those of them that left a pod out or were answered with 503.</param>
internal sealed record Recovered(
    int Lost,
    double FirstPass,
    int LeftOut,
    double Acts,
    double AllAct,
    double Cpu,
    double DatabaseCpu,
    int Asked,
    int Incomplete
);

/// <summary>Kills the node that polls the queue, and asks the others.</summary>
internal static class NodeRecovery
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(5);

    /// <param name="nodes">Several; one fewer afterwards.</param>
    /// <param name="pods">How many there are.</param>
    /// <param name="resting">CPU seconds a second of each node, and of PostgreSQL, when nothing happens.</param>
    public static async Task<Recovered> RunAsync(BenchNodes nodes, int pods, (IReadOnlyList<double> Nodes, double Database) resting)
    {
        var first = nodes.Living[0];
        var lost = await BenchNodes.OwnAsync(first);
        var (firstCpu, before, clock) = (first.CpuSeconds, nodes.Cpu, Stopwatch.StartNew());
        await nodes.KillAsync(first);
        var leftOut = 0;
        foreach (var node in nodes.Living)
        foreach (var some in lost.Chunk(500))
            leftOut += some.Length - await ToldAsync(node, some);
        var firstPass = clock.Elapsed.TotalSeconds;
        var acts = ActsAsync(nodes.Living[0], lost[0], clock);
        var (asked, incomplete) = (0, 0);
        for (var round = 0; await nodes.OwnedAsync() < pods || !acts.IsCompleted; round++)
        {
            if (clock.Elapsed > Soon)
                throw new TimeoutException($"{await nodes.OwnedAsync()} of {pods} pods have actors");
            if (round % 2 == 0)
            {
                var some = Enumerable.Range(round, 20).Select(i => lost[i % lost.Length]).Distinct().ToArray();
                asked++;
                if (await ToldAsync(nodes.Living[round / 2 % nodes.Living.Count], some) < some.Length)
                    incomplete++;
            }
            await Task.Delay(100);
        }
        var (took, cpu) = (clock.Elapsed.TotalSeconds, nodes.Cpu - before);
        return new Recovered(
            lost.Length,
            firstPass,
            leftOut,
            await acts,
            took,
            (cpu.Nodes + firstCpu - took * resting.Nodes.Skip(1).Sum()) * 1000 / lost.Length,
            (cpu.Database - took * resting.Database) * 1000 / lost.Length,
            asked,
            incomplete
        );
    }

    /// <summary>The pods of the answer; none if the node cannot tell.</summary>
    private static async Task<int> ToldAsync(ServerProcess node, IEnumerable<int> pods) =>
        (await node.TryStatusAsync(BenchPod.Status(pods, whole: false)) is { } answer) ? answer.Split("\"running\"").Length - 1 : 0;

    private static async Task<double> ActsAsync(ServerProcess node, int pod, Stopwatch clock)
    {
        while (await node.TryCreateAsync(pod) is not null)
            await Task.Delay(100);
        return clock.Elapsed.TotalSeconds;
    }
}
