using HtcondorActors.Bench.Scale;

namespace HtcondorActors.Bench.Nodes;

/// <summary><c>/status</c> where the pods' actors are, at another node, and at one node that is alone: in turn, with wrk.</summary>
internal static class NodeStatus
{
    private const int Connections = 16;
    private const int Rounds = 3;
    private const int WarmUps = 2;
    private const int RoundSeconds = 3;
    private const int MostBodies = 2000;

    /// <param name="Micros">CPU of the server a request, in microseconds, with what it does besides.</param>
    /// <param name="PerSecond">Requests a second.</param>
    internal sealed record Cost(double Micros, double PerSecond);

    /// <param name="Name">What is asked for.</param>
    /// <param name="Alone">One node, no cluster.</param>
    /// <param name="Owner">The node that has the pods.</param>
    /// <param name="Wrong">The same process, asked for pods of the other nodes.</param>
    /// <param name="WrongToOwner">CPU, the median of the rounds' ratios.</param>
    /// <param name="OwnerToAlone">CPU, likewise.</param>
    internal sealed record Row(string Name, Cost Alone, Cost Owner, Cost Wrong, double WrongToOwner, double OwnerToAlone);

    private sealed record Round(Cost Alone, Cost Owner, Cost Wrong);

    public static async Task<IReadOnlyList<Row>> RunAsync(ServerProcess alone, ServerProcess node, int pods)
    {
        var own = await BenchNodes.OwnAsync(node);
        int[] others = [.. Enumerable.Range(0, pods).Except(own)];
        var most = Math.Min(100, Math.Min(own.Length, others.Length));
        var rows = new List<Row>();
        foreach (var (each, whole) in ((int, bool)[])[(1, false), (1, true), (most, false)])
        {
            var rounds = new List<Round>();
            for (var round = 0; round < WarmUps + Rounds; round++)
            {
                var one = new Round(
                    await CostAsync(alone, Bodies([.. Enumerable.Range(0, pods)], each, whole)),
                    await CostAsync(node, Bodies(own, each, whole)),
                    await CostAsync(node, Bodies(others, each, whole))
                );
                if (round >= WarmUps)
                    rounds.Add(one);
            }
            rows.Add(
                new Row(
                    $"{each} pod{(each > 1 ? "s" : "")}{(whole ? " of 5 kB" : "")}",
                    Median(rounds, round => round.Alone),
                    Median(rounds, round => round.Owner),
                    Median(rounds, round => round.Wrong),
                    rounds.Select(round => round.Wrong.Micros / round.Owner.Micros).Median(),
                    rounds.Select(round => round.Owner.Micros / round.Alone.Micros).Median()
                )
            );
        }
        return rows;
    }

    private static string[] Bodies(int[] pods, int each, bool whole) =>
        [.. pods.Chunk(each).Where(some => some.Length == each).Take(MostBodies / each + 1).Select(some => BenchPod.Status(some, whole))];

    private static async Task<Cost> CostAsync(ServerProcess server, string[] bodies)
    {
        var before = server.CpuSeconds;
        var load = await Wrk.RunAsync(server.Address, "/status", bodies, Connections, RoundSeconds);
        return new Cost((server.CpuSeconds - before) * 1e6 / load.Requests, load.PerSecond);
    }

    private static Cost Median(IReadOnlyList<Round> rounds, Func<Round, Cost> of) =>
        new(rounds.Select(round => of(round).Micros).Median(), rounds.Select(round => of(round).PerSecond).Median());
}
