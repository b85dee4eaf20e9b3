using System.Diagnostics;
using HtcondorActors.TestPool;
using static System.FormattableString;

namespace HtcondorActors.Bench.Peers;

/// <summary>Creates of pods that fit on no machine, so many at a time.</summary>
internal sealed class PeerCreates(CondorPool pool, Peer product, Peer plugin)
{
    /// <summary>How many each program has after <see cref="FillAsync"/>.</summary>
    public const int Pods = 500;

    private const int Rounds = 3;
    private static readonly (int AtOnce, int Count)[] Kinds = [(1, 15), (16, 32), (64, 64)];

    /// <summary>Seconds in all, milliseconds of each, and milliseconds of CPU of each with its tools.</summary>
    private sealed record Round(double Wall, double Each, double Cpu);

    public IReadOnlyList<(Peer Peer, List<PeerPod> Pods)> Alive { get; } = [(product, []), (plugin, [])];

    public async Task<IReadOnlyList<PeerRow>> RunAsync()
    {
        List<PeerRow> rows = [];
        foreach (var each in Alive)
            await RoundAsync(each, 4, 20); // a warm-up
        foreach (var (atOnce, count) in Kinds)
        {
            List<Round>[] rounds =
            [
                [],
                [],
            ];
            for (var round = 0; round < Rounds; round++)
                foreach (var (peer, into) in Alive.Zip(rounds))
                    into.Add(await RoundAsync(peer, atOnce, count));
            if (atOnce == 1)
                rows.Add(Row("create, one at a time", "0", " ms", round => round.Each));
            rows.Add(Row($"{Words(atOnce)}: a second", "0.0", "/s", round => count / round.Wall) with { MoreIsBetter = true });
            rows.Add(Row($"{Words(atOnce)}: CPU of each, tools included", "0", " ms", round => round.Cpu));

            PeerRow Row(string what, string format, string unit, Func<Round, double> of) =>
                new(what, Figure.Of([.. rounds[0].Select(of)], format, unit), Figure.Of([.. rounds[1].Select(of)], format, unit));
        }
        return rows;
    }

    /// <summary>Until each has so many pods.</summary>
    public async Task FillAsync()
    {
        foreach (var each in Alive)
            await RoundAsync(each, 16, Pods - each.Pods.Count);
    }

    private static string Words(int atOnce) => atOnce == 1 ? "create, one at a time" : Invariant($"create, {atOnce} at a time");

    private async Task<Round> RoundAsync((Peer Peer, List<PeerPod> Pods) each, int atOnce, int count)
    {
        PeerPod[] pods = [.. Enumerable.Range(0, count).Select(_ => PeerPod.Waiting())];
        var (cpu, clock, times) = (each.Peer.CpuSecondsWithTools, Stopwatch.StartNew(), new double[count]);
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce },
            async (i, _) =>
            {
                var asked = clock.Elapsed;
                await each.Peer.CreateAsync(pods[i]);
                times[i] = (clock.Elapsed - asked).TotalMilliseconds;
            }
        );
        var wall = clock.Elapsed.TotalSeconds;
        // The product answers before it releases the job.
        while (pool.Tool("condor_q", "-allusers", "-constraint", "JobStatus == 5", "-af", "ClusterId").Stdout.Length > 0)
            await Task.Delay(100);
        while (each.Peer.ToolsRun)
            await Task.Delay(20);
        each.Pods.AddRange(pods);
        return new Round(wall, times.Median(), (each.Peer.CpuSecondsWithTools - cpu) * 1000 / count);
    }
}
