using System.Diagnostics;
using System.Globalization;
using HtcondorActors.Bench.Scale;
using HtcondorActors.TestPool;
using static HtcondorActors.Bench.Samples;

namespace HtcondorActors.Bench.Pool;

/// <summary>
/// Ten thousand jobs in a real queue, at the intervals that the program comes with: how soon they are there, what they cost the schedd,
/// what /status does beside a condor_q for each request (the plugin that this one replaces asked so), how late the start and the end of a
/// container are told, and how soon all are told of after a kill.
/// </summary>
internal static class BusyQueue
{
    private const int AtOnce = 250;
    private const int Connections = 16;
    private const int Together = 4;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(int pods)
    {
        using var pool = new CondorPool();
        using var tools = new CountedTools(pool);
        using var sidecar = new RealSidecar(pool, "", pollSeconds: 5, tools.Environment);
        await sidecar.StartedAsync();
        SayLate("beside no others", await FreshnessAsync(sidecar, waves: 5));

        await CreatedAsync(pool, sidecar, tools, pods);
        await ToolsAsync(tools, "nobody asks", () => Task.Delay(Window));
        var seconds = (int)Window.TotalSeconds;
        var status = new Load(0, 0, 0, 0);
        await ToolsAsync(
            tools,
            $"/status is asked for as fast as {Connections} connections can",
            async () =>
                status = await Wrk.RunAsync(
                    sidecar.Address,
                    "/status",
                    [.. Enumerable.Range(0, pods).Select(i => RealSidecar.Asked(Uid(i)))],
                    Connections,
                    seconds
                )
        );
        var bare = QueriesPerSecond(pool, pods);
        Say(
            $"/status of one pod: {status.PerSecond:0}/s, p99 {status.P99:0.0} ms; a condor_q of its job for each request: "
                + $"{bare:0.0}/s; ratio {status.PerSecond / bare:0}"
        );
        SayLate($"beside {pods} others", await FreshnessAsync(sidecar, waves: 15));
        Say($"the sidecar has {sidecar.Memory.Now:0} MiB (most {sidecar.Memory.Most:0})");
        var (again, incomplete) = await sidecar.KilledAsync([.. Enumerable.Range(0, pods).Select(Uid)]);
        Say($"killed and started again: all {pods} are told of {again:0.0} s after the start; {incomplete} answers left a pod out");
    }

    private static async Task CreatedAsync(CondorPool pool, RealSidecar sidecar, CountedTools tools, int pods)
    {
        var (clock, calls, waits) = (Stopwatch.StartNew(), tools.Calls, new double[pods]);
        await Parallel.ForAsync(
            0,
            pods,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (i, _) =>
            {
                var asked = clock.Elapsed;
                await sidecar.CreateIdleAsync(Uid(i));
                waits[i] = (clock.Elapsed - asked).TotalSeconds;
            }
        );
        var answered = clock.Elapsed.TotalSeconds;
        while (Overload.InQueue(pool) < pods)
            await Task.Delay(200);
        Say(
            $"{pods} creates, {AtOnce} at a time: answered with their jobs' ids after {answered:0.0} s (one: median "
                + $"{waits.Median():0.0} s, most {waits.Max():0.0} s), in the queue after {clock.Elapsed.TotalSeconds:0.0} s; "
                + $"{tools.Calls - calls} condor tools"
        );
        while (pool.Tool("condor_q", "-allusers", "-constraint", "JobStatus == 5", "-af", "ClusterId").Stdout.Length > 0)
            await Task.Delay(200);
        Say(
            $"all let through their gate after {clock.Elapsed.TotalSeconds:0.0} s; {tools.Calls - calls} condor tools "
                + $"({tools.Words} since the start)"
        );
    }

    private static async Task ToolsAsync(CountedTools tools, string when, Func<Task> work)
    {
        var (clock, calls) = (Stopwatch.StartNew(), tools.Calls);
        await work();
        Say($"condor tools while {when}: {(tools.Calls - calls) / clock.Elapsed.TotalMinutes:0.0} a minute");
    }

    /// <summary>As many at once as the sidecar may run.</summary>
    private static double QueriesPerSecond(CondorPool pool, int pods)
    {
        var (clock, asked) = (Stopwatch.StartNew(), 0);
        Parallel.For(
            0,
            Together,
            _ =>
            {
                while (clock.Elapsed < TimeSpan.FromSeconds(10))
                {
                    var job = 1 + Interlocked.Increment(ref asked) * 37 % pods;
                    if (pool.Tool("condor_q", job.ToString(CultureInfo.InvariantCulture), "-json").ExitCode != 0)
                        throw new InvalidOperationException("condor_q failed");
                }
            }
        );
        return asked / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Seconds from what a container itself says of when it began and ended, until /status tells of it; asked every 5
    /// ms.</summary>
    private static async Task<(IReadOnlyList<double> Starts, IReadOnlyList<double> Ends)> FreshnessAsync(RealSidecar sidecar, int waves)
    {
        List<double> starts = [],
            ends = [];
        for (var wave = 0; wave < waves; wave++)
            foreach (var (start, end) in await Task.WhenAll(Enumerable.Range(0, Together).Select(_ => OneAsync(sidecar))))
            {
                starts.Add(start);
                ends.Add(end);
            }
        return (starts, ends);
    }

    private static async Task<(double Start, double End)> OneAsync(RealSidecar sidecar)
    {
        var uid = await sidecar.CreateAsync("cut -d' ' -f1 /proc/uptime; sleep 1.3; cut -d' ' -f1 /proc/uptime");
        var running = await SeenAsync("\"running\":{");
        var ended = await SeenAsync("\"terminated\":{");
        using var log = new StreamReader(await sidecar.FollowAsync(uid));
        var told = (await log.ReadToEndAsync())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => double.Parse(line, CultureInfo.InvariantCulture))
            .ToArray();
        await sidecar.DeleteAsync(uid);
        return (running - told[0], ended - told[1]);

        async Task<double> SeenAsync(string words)
        {
            while (!(await sidecar.StatusAsync(uid)).Contains(words, StringComparison.Ordinal))
                await Task.Delay(5);
            return PoolLogs.Uptime;
        }
    }

    private static void SayLate(string where, (IReadOnlyList<double> Starts, IReadOnlyList<double> Ends) late)
    {
        Say(
            $"{where}: a container's start is told after median {late.Starts.Median():0.00} s, p99 "
                + $"{late.Starts.Percentile(99):0.00} s, most {late.Starts.Max():0.00} s; its end after median "
                + $"{late.Ends.Median():0.00} s, p99 {late.Ends.Percentile(99):0.00} s, most {late.Ends.Max():0.00} s "
                + $"({late.Starts.Count} pods)"
        );
    }

    private static string Uid(int pod) => $"pod-{pod}";
}
