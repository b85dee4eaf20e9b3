using System.Globalization;
using System.Text;
using HtcondorActors.TestPool;
using static HtcondorActors.Bench.Samples;

namespace HtcondorActors.Bench.Scale;

/// <summary>All figures of the sidecar over a schedd in memory, at each size: a table on the console, and of enough sizes the plot in
/// docs/performance.md.</summary>
internal static class ScaleReport
{
    public static async Task RunAsync(int[] sizes)
    {
        var start = await StartUp.RunAsync(SidecarProcess.Program);
        Say($"answers a ping {start:0.00} s after the start of the program (median of 5)");
        foreach (var (jobs, ms, mib) in QueueParse.Run())
            Say($"a queue of {jobs} jobs is read in {ms:0.0} ms, {mib:0.0} MiB allocated");
        var all = new List<SizeFigures>();
        foreach (var size in sizes)
        {
            var figures = await SidecarFigures.OfAsync(size);
            all.Add(figures);
            Say(
                $"{size} pods: {figures.CreatesPerSecond:0} creates/s ({figures.CreateCpuMs:0.00} ms of CPU each), all running "
                    + $"after {figures.AllRunning:0.0} s; {figures.HeapKiBPerPod:0.00} KiB of heap a pod, {figures.RssMiB:0} MiB "
                    + $"RSS, {figures.MostMiB:0} at most; asked for each 5 s: "
                    + $"{(figures.SteadyCores is { } cores ? cores.ToString("0.00", CultureInfo.InvariantCulture) : "not tried:")}"
                    + $" cores; recovered in {figures.Recovery:0.0} s"
            );
            foreach (var (name, ratio) in figures.Status)
                Say(
                    $"  /status, {name}: {ratio.Sidecar:0}/s, bare {ratio.Bare:0}/s, ratio {ratio.ToBare:0.00}, p99 "
                        + $"{ratio.P99:0.0} ms, bare's {ratio.BareP99:0.0} ms"
                );
        }
        Console.WriteLine(Table(all));
        if (all.Count < GrowthPlot.Sizes)
            return;
        var plot = RepositoryRoot.File("docs", "performance.svg");
        await File.WriteAllTextAsync(plot, GrowthPlot.Svg(all));
        Say($"plot: {plot}");
    }

    private static string Table(IReadOnlyList<SizeFigures> all)
    {
        var text = new StringBuilder("\n| pods |")
            .AppendJoin('|', all.Select(one => $" {one.Pods} "))
            .Append("|\n|---|")
            .AppendJoin('|', all.Select(_ => "---"))
            .Append("|\n");
        void Row(string name, Func<SizeFigures, string> of) =>
            text.Append("| ").Append(name).Append(" | ").AppendJoin(" | ", all.Select(one => of(one))).Append(" |\n");
        foreach (var name in all[^1].Status.Keys)
            Row(
                $"`/status`, {name}, to bare (p99, bare's)",
                one => one.Status.TryGetValue(name, out var ratio) ? $"{ratio.ToBare:0.00} ({ratio.P99:0.0}, {ratio.BareP99:0.0} ms)" : ""
            );
        Row("creates a second, durable", one => $"{one.CreatesPerSecond:0}");
        Row("CPU of one create until it runs", one => $"{one.CreateCpuMs:0.00} ms");
        Row("all running after", one => $"{one.AllRunning:0.0} s");
        Row("live heap a pod", one => $"{one.HeapKiBPerPod:0.00} KiB");
        Row("RSS; most", one => $"{one.RssMiB:0} MiB; {one.MostMiB:0} MiB");
        Row("each pod asked for every 5 s, and the poll", one => one.SteadyCores is { } cores ? $"{cores:0.00} cores" : "");
        Row("told again after a kill, from the start of the process", one => $"{one.Recovery:0.0} s");
        return text.ToString();
    }
}
