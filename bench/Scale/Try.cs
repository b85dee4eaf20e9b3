using System.Diagnostics;
namespace HtcondorActors.Bench.Scale;
internal static class Try
{
    public static async Task RunAsync(string[] args)
    {
        var n = int.Parse(args[1]);
        var folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
        await using var server = await ServerProcess.StartAsync(folder);
        Console.WriteLine($"start {server.StartedWithin.TotalSeconds:0.00} s, rss {server.RssMiB:0} MiB, heap {await server.HeapMiBAsync():0.0}");
        var empty = await server.HeapMiBAsync();
        var clock = Stopwatch.StartNew(); var cpu = server.CpuSeconds;
        await Parallel.ForEachAsync(Enumerable.Range(0, n), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) => await server.CreateAsync(i));
        Console.WriteLine($"created {n} in {clock.Elapsed.TotalSeconds:0.0} s: {n / clock.Elapsed.TotalSeconds:0}/s, cpu {server.CpuSeconds - cpu:0.0} s");
        while ((await server.StatusAsync(BenchPod.Status(Enumerable.Range(0, n), false))).Split("\"running\"").Length <= n) await Task.Delay(200);
        Console.WriteLine($"running after {clock.Elapsed.TotalSeconds:0.0} s; rss {server.RssMiB:0} MiB, heap per pod {(await server.HeapMiBAsync() - empty) * 1024 / n:0.0} KiB");
        await Task.Delay(3000);
        cpu = server.CpuSeconds; await Task.Delay(10000);
        Console.WriteLine($"idle: {(server.CpuSeconds - cpu) / 10:0.000} cores");
        foreach (var (k, whole) in new[] { (1, false), (10, false), (100, false), (1, true), (100, true) })
        {
            var bodies = Enumerable.Range(0, k == 1 ? 2000 : 50).Select(i => BenchPod.Status(Enumerable.Range(i * k % (n - k + 1), k), whole)).ToArray();
            await server.SetBareAsync(bodies[0]);
            for (var round = 0; round < 3; round++)
            {
                var b = await Wrk.RunAsync(server.Address, "/bare", bodies, 16, 2);
                var s = await Wrk.RunAsync(server.Address, "/status", bodies, 16, 2);
                Console.WriteLine($"  {k} pods whole={whole}: bare {b.PerSecond:0} p99 {b.P99:0.00}; status {s.PerSecond:0} p50 {s.P50:0.00} p99 {s.P99:0.00}; ratio {s.PerSecond / b.PerSecond:0.00}");
            }
        }
        if (args.Length > 2) return;
        await server.KillAsync();
        clock.Restart();
        await using var again = await ServerProcess.StartAsync(folder);
        Console.WriteLine($"restart listens after {clock.Elapsed.TotalSeconds:0.00}");
        while ((await again.StatusAsync(BenchPod.Status(Enumerable.Range(0, n), false))).Split("\"main\"").Length < 2) await Task.Delay(100);
        var answer = await again.StatusAsync(BenchPod.Status(Enumerable.Range(0, n), false));
        Console.WriteLine($"first full: {clock.Elapsed.TotalSeconds:0.00} {answer.Split("\"main\"").Length - 1} of {n}");
        while ((answer = await again.StatusAsync(BenchPod.Status(Enumerable.Range(0, n), false))).Split("\"running\"").Length <= n) { Console.WriteLine($"{clock.Elapsed.TotalSeconds:0.00} {answer.Split("\"main\"").Length - 1} {answer.Split("\"running\"").Length - 1}"); await Task.Delay(500); }
        Console.WriteLine($"all running: {clock.Elapsed.TotalSeconds:0.00}");
    }
}
