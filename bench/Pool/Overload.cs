using System.Diagnostics;
using HtcondorActors.TestPool;
using static HtcondorActors.Bench.Samples;

namespace HtcondorActors.Bench.Pool;

/// <summary>
/// 5,000 creates at once on a real schedd, against condor_submit by hand in the same run; and what <c>/status</c> costs while the schedd
/// hangs, against what it costs when it does not. No machine fits the pods: they stay in the queue.
/// </summary>
internal static class Overload
{
    private const int Pods = 5000;
    private const int Batch = 500;
    private const int Connections = 16;
    private const int Requests = 16_000;
    private const int Rounds = 3;

    public static async Task RunAsync()
    {
        using var pool = new CondorPool();
        var bare = Bare(pool);
        Say($"condor_submit by hand, {Pods} jobs, {Batch} in each: {bare:0.0} s");
        foreach (var connections in (int[])[64, Pods])
        {
            using var sidecar = new RealSidecar(pool, "");
            await sidecar.StartedAsync();
            await CreatesAsync(pool, sidecar, connections, bare);
            if (connections == Pods)
                await HangingAsync(pool, sidecar, connections);
            Empty(pool);
        }
    }

    private static async Task CreatesAsync(CondorPool pool, RealSidecar sidecar, int connections, double bare)
    {
        var clock = Stopwatch.StartNew();
        var next = 0;
        var waits = new double[Pods];
        var all = Task.WhenAll(
            Enumerable
                .Range(0, connections)
                .Select(async _ =>
                {
                    for (int i; (i = Interlocked.Increment(ref next) - 1) < Pods; )
                    {
                        var asked = clock.Elapsed;
                        await sidecar.CreateIdleAsync(Uid(connections, i));
                        waits[i] = (clock.Elapsed - asked).TotalSeconds;
                    }
                })
        );
        var most = 0;
        while (InQueue(pool) < Pods)
        {
            most = Math.Max(most, sidecar.Tools);
            await Task.Delay(500);
        }
        var queued = clock.Elapsed.TotalSeconds;
        await all;
        Say(
            $"{Pods} creates, {connections} connections: the last answered after {clock.Elapsed.TotalSeconds:0.0} s (median of "
                + $"one {waits.Median():0.0} s, most {waits.Max():0.0} s), all in the queue after {queued:0.0} s, "
                + $"{queued / bare:0.0} times condor_submit by hand; at most {most} condor processes at once"
        );
    }

    /// <summary>In turn, so that the machine's noise is in both. While it hangs there is something to do for every kind of call.</summary>
    private static async Task HangingAsync(CondorPool pool, RealSidecar sidecar, int run)
    {
        List<(double Median, double Tail)> quiet = [],
            hanging = [];
        var most = 0;
        await StatusAsync(sidecar, run); // warm-up
        for (var round = 0; round < Rounds; round++)
        {
            quiet.Add(await StatusAsync(sidecar, run));
            Task[] asked;
            using (new FrozenSchedd(pool))
            {
                asked =
                [
                    .. Enumerable.Range(0, 100).Select(i => sidecar.CreateIdleAsync($"more-{round}-{i}")),
                    .. Enumerable.Range(0, 100).Select(i => sidecar.DeleteAsync(Uid(run, 1000 + 100 * round + i))),
                ];
                while (sidecar.Tools < 2)
                    await Task.Delay(20);
                var status = StatusAsync(sidecar, run);
                while (!status.IsCompleted)
                {
                    most = Math.Max(most, sidecar.Tools);
                    await Task.Delay(50);
                }
                hanging.Add(await status);
            }
            await Task.WhenAll(asked);
        }
        for (var round = 0; round < Rounds; round++)
            Say(
                $"  /status of one of {Pods} pods, {Connections} connections: median {quiet[round].Median:0.00} ms, p99 "
                    + $"{quiet[round].Tail:0.00} ms; while the schedd hangs {hanging[round].Median:0.00} and {hanging[round].Tail:0.00} ms"
            );
        var median = hanging.Select(one => one.Median).Median() / quiet.Select(one => one.Median).Median();
        var tail = hanging.Select(one => one.Tail).Median() / quiet.Select(one => one.Tail).Median();
        Say(
            $"  hanging to not: median {median:0.00}, p99 {tail:0.00} (medians of {Rounds} rounds); at most {most} condor processes at once"
        );
    }

    /// <summary>Median and p99 in milliseconds.</summary>
    private static async Task<(double Median, double Tail)> StatusAsync(RealSidecar sidecar, int run)
    {
        var times = new double[Requests];
        await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(async connection =>
                {
                    for (var i = connection; i < Requests; i += Connections)
                    {
                        var clock = Stopwatch.StartNew();
                        await sidecar.StatusAsync(Uid(run, i % 1000));
                        times[i] = clock.Elapsed.TotalMilliseconds;
                    }
                })
        );
        return (times.Median(), times.Percentile(99));
    }

    private static double Bare(CondorPool pool)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $"executable = /bin/true\nhold = true\nrequirements = TARGET.Machine == \"nowhere\"\nqueue {Batch}\n");
        var clock = Stopwatch.StartNew();
        for (var done = 0; done < Pods; done += Batch)
            if (pool.Tool("condor_submit", "-terse", file) is { ExitCode: not 0 } failed)
                throw new InvalidOperationException(failed.Output);
        var seconds = clock.Elapsed.TotalSeconds;
        File.Delete(file);
        Empty(pool);
        return seconds;
    }

    // Never twice: the history knows the jobs of those before.
    private static string Uid(int run, int pod) => $"pod-{run}-{pod}";

    private static void Empty(CondorPool pool)
    {
        pool.Tool("condor_rm", "-all");
        while (InQueue(pool) > 0)
            Thread.Sleep(200);
    }

    public static int InQueue(CondorPool pool) => pool.Tool("condor_q", "-allusers", "-af", "ClusterId").Stdout.Count(c => c == '\n');
}
