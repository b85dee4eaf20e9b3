using System.Diagnostics;
using System.Globalization;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Pool;

/// <summary>What followers of real pods see: how late a line is, how late the end, and what a gibibyte of log costs the sidecar.</summary>
internal static class PoolLogs
{
    private const int Lines = 40;

    public static async Task RunAsync()
    {
        using var pool = new CondorPool();
        using (var sidecar = new RealSidecar(pool, "MaxLogMiB: 0"))
        {
            await sidecar.StartedAsync();
            foreach (var pods in (int[])[1, 1, 8])
            {
                var seen = await Task.WhenAll(Enumerable.Range(0, pods).Select(_ => LatenciesAsync(sidecar)));
                Say($"a line, from being written in the container to the follower, {pods} pods", [.. seen.SelectMany(one => one.Lines)]);
                Say($"the end, from the container's last line to the end of the follow, {pods} pods", [.. seen.Select(one => one.End)]);
            }
            await GibibyteAsync(sidecar, "MaxLogMiB 0");
        }
        using (var sidecar = new RealSidecar(pool, ""))
        {
            await sidecar.StartedAsync();
            await GibibyteAsync(sidecar, "MaxLogMiB 100");
        }
    }

    /// <summary>Each line is the time at which it was written, by the clock of the same machine.</summary>
    private static async Task<(List<double> Lines, double End)> LatenciesAsync(RealSidecar sidecar)
    {
        var uid = await sidecar.CreateAsync(
            $"i=0; while [ $i -lt {Lines} ]; do i=$((i+1)); cut -d' ' -f1 /proc/uptime; sleep 0.37; done; cut -d' ' -f1 /proc/uptime"
        );
        using var reader = new StreamReader(await sidecar.FollowAsync(uid));
        List<double> late = [];
        var last = 0d;
        while (await reader.ReadLineAsync() is { } line)
        {
            last = double.Parse(line, CultureInfo.InvariantCulture);
            late.Add(Uptime - last);
        }
        var end = Uptime - last;
        await sidecar.DeleteAsync(uid);
        return (late, end);
    }

    private static async Task GibibyteAsync(RealSidecar sidecar, string config)
    {
        var before = sidecar.Memory;
        var uid = await sidecar.CreateAsync(
            "yes 'a line of a log that goes on and on and says the same thing over and over' | head -c 1073741824"
        );
        var clock = Stopwatch.StartNew();
        await using var log = await sidecar.FollowAsync(uid);
        var (buffer, total) = (new byte[65_536], 0L);
        for (int count; (count = await log.ReadAsync(buffer)) > 0; )
            total += count;
        var after = sidecar.Memory;
        Samples.Say(
            $"1 GiB through a pod, {config}: {total / 1048576d:0} MiB came to the follower in {clock.Elapsed.TotalSeconds:0} s; "
                + $"the sidecar had {before.Now:0} MiB (most {before.Most:0}) before and {after.Now:0} MiB (most {after.Most:0}) after"
        );
        await sidecar.DeleteAsync(uid);
    }

    public static double Uptime => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);

    private static void Say(string what, IReadOnlyList<double> seconds)
    {
        Samples.Say(
            $"{what}: median {seconds.Median():0.00} s, p99 {seconds.Percentile(99):0.00} s, most {seconds.Max():0.00} s ({seconds.Count})"
        );
    }
}
