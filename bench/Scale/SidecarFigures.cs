using System.Diagnostics;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Scale;

/// <summary>What one size costs. Ratios are medians of rounds in turn; times in seconds unless the name says otherwise.</summary>
internal sealed record SizeFigures(int Pods)
{
    public double CreatesPerSecond { get; init; }
    public double CreateCpuMs { get; init; }
    public double AllRunning { get; init; }
    public double HeapKiBPerPod { get; init; }

    /// <summary>When all run, as it is then: nothing was collected for it.</summary>
    public double RssMiB { get; init; }

    /// <summary>The most until the end, after all requests.</summary>
    public double MostMiB { get; init; }
    public IReadOnlyDictionary<string, Ratio> Status { get; init; } = new Dictionary<string, Ratio>();

    /// <summary>Null: more requests than the bench can send.</summary>
    public double? SteadyCores { get; init; }
    public double Recovery { get; init; }
}

/// <param name="Bare">Requests a second of bare.</param>
/// <param name="Sidecar">Of the sidecar.</param>
/// <param name="ToBare">Median of the rounds' ratios.</param>
/// <param name="P99">Milliseconds, of the sidecar.</param>
/// <param name="BareP99">Milliseconds, of bare.</param>
internal sealed record Ratio(double Bare, double Sidecar, double ToBare, double P99, double BareP99);

/// <summary>The sidecar over the schedd in memory, at one size after the other: everything of a size in one process, its reference beside
/// it.</summary>
internal static class SidecarFigures
{
    private const int Connections = 16;
    private const int Rounds = 3;
    private const int RoundSeconds = 3;
    private const int MostAskedEach = 20_000;
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(5);

    private static readonly (string Name, int Pods, bool Whole)[] Requests =
    [
        ("1 pod", 1, false),
        ("1 pod of 5 kB", 1, true),
        ("100 pods", 100, false),
        ("100 pods of 5 kB", 100, true),
    ];

    public static async Task<SizeFigures> OfAsync(int pods)
    {
        var folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
        try
        {
            var figures = new SizeFigures(pods);
            await using (var server = await ServerProcess.StartAsync(folder))
            {
                // What the process keeps once, however many pods it has (connections, compiled code), is there after the first tenth.
                var first = pods / 10;
                var few = await CreatedAsync(server, 0, first);
                var heap = await server.HeapMiBAsync();
                var rest = await CreatedAsync(server, first, pods);
                var (accepted, cpu) = (few.Accepted + rest.Accepted, few.Cpu + rest.Cpu);
                figures = figures with
                {
                    CreatesPerSecond = pods / accepted,
                    CreateCpuMs = cpu * 1000 / pods,
                    AllRunning = few.AllRunning + rest.AllRunning,
                    RssMiB = server.RssMiB,
                };
                figures = figures with { HeapKiBPerPod = (await server.HeapMiBAsync() - heap) * 1024 / (pods - first) };
                figures = figures with { SteadyCores = pods <= MostAskedEach ? await SteadyAsync(server, pods) : null };
                figures = figures with { Status = await StatusAsync(server, pods), MostMiB = server.MostMiB };
                await server.KillAsync();
            }
            return figures with { Recovery = await RecoveredAsync(folder, pods) };
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }

    /// <summary>As many at once as a Virtual Kubelet and its API server would never send. Seconds.</summary>
    internal static async Task<(double Accepted, double AllRunning, double Cpu)> CreatedAsync(ServerProcess server, int from, int to)
    {
        var (clock, cpu) = (Stopwatch.StartNew(), server.CpuSeconds);
        await Parallel.ForAsync(
            from,
            to,
            new ParallelOptions { MaxDegreeOfParallelism = 250 },
            async (i, _) => await server.CreateAsync(i)
        );
        var accepted = clock.Elapsed.TotalSeconds;
        await UntilAllRunAsync(server, to);
        return (accepted, clock.Elapsed.TotalSeconds, server.CpuSeconds - cpu);
    }

    private static async Task<IReadOnlyDictionary<string, Ratio>> StatusAsync(ServerProcess server, int pods)
    {
        var all = new Dictionary<string, Ratio>();
        foreach (var (name, each, whole) in Requests.Where(request => request.Pods <= pods))
        {
            // Lists that Lua can hold: whole pods of ten thousand would be 50 MB of them.
            string[] bodies =
            [
                .. Enumerable
                    .Range(
                        0,
                        Math.Min(
                            pods / each,
                            each == 1 && !whole ? 10_000
                                : each == 1 ? 1000
                                : 20
                        )
                    )
                    .Select(i => BenchPod.Status(Enumerable.Range(i * each, each), whole)),
            ];
            await server.SetBareAsync(bodies[0]);
            var rounds = new List<(Load Bare, Load Sidecar)>();
            for (var round = 0; round <= Rounds; round++)
            {
                var bare = await Wrk.RunAsync(server.Address, "/bare", bodies, Connections, RoundSeconds);
                var sidecar = await Wrk.RunAsync(server.Address, "/status", bodies, Connections, RoundSeconds);
                if (round > 0)
                    rounds.Add((bare, sidecar)); // the first warms up
            }
            all[name] = new Ratio(
                rounds.Select(r => r.Bare.PerSecond).Median(),
                rounds.Select(r => r.Sidecar.PerSecond).Median(),
                rounds.Select(r => r.Sidecar.PerSecond / r.Bare.PerSecond).Median(),
                rounds.Select(r => r.Sidecar.P99).Median(),
                rounds.Select(r => r.Bare.P99).Median()
            );
        }
        return all;
    }

    /// <summary>Every pod asked for each five seconds, one a request, as the Virtual Kubelet does; the queue is polled beside it.</summary>
    private static async Task<double> SteadyAsync(ServerProcess server, int pods)
    {
        const int Seconds = 20;
        var (clock, asked, perSecond) = (new Stopwatch(), 0, pods / PollEvery.TotalSeconds);
        double cpu = 0;
        for (var warm = false; ; )
        {
            clock.Restart();
            (asked, cpu) = (0, server.CpuSeconds);
            while (clock.Elapsed.TotalSeconds < (warm ? Seconds : Seconds / 4))
            {
                var due = (int)(clock.Elapsed.TotalSeconds * perSecond) - asked;
                await Parallel.ForAsync(
                    asked,
                    asked + due,
                    new ParallelOptions { MaxDegreeOfParallelism = Connections },
                    async (i, _) => await server.StatusAsync(BenchPod.Status([i % pods], whole: true))
                );
                asked += due;
                await Task.Delay(5);
            }
            if (warm && asked < Seconds * perSecond * 0.98)
                throw new InvalidOperationException(
                    $"asked {asked} times and not {Seconds * perSecond:0}: the bench is too slow for this figure"
                );
            if (warm)
                return (server.CpuSeconds - cpu) / clock.Elapsed.TotalSeconds;
            warm = true;
        }
    }

    /// <summary>From the start of a process that finds them in its journal until all are told.</summary>
    private static async Task<double> RecoveredAsync(string folder, int pods)
    {
        var clock = Stopwatch.StartNew();
        await using var server = await ServerProcess.StartAsync(folder);
        await UntilAllRunAsync(server, pods);
        return clock.Elapsed.TotalSeconds;
    }

    internal static async Task UntilAllRunAsync(ServerProcess server, int pods)
    {
        const int AtOnce = 500;
        for (var told = 0; told < pods; )
        {
            var count = Math.Min(AtOnce, pods - told);
            var answer = await server.StatusAsync(BenchPod.Status(Enumerable.Range(told, count), whole: false));
            if (answer.Split("\"running\"").Length > count)
                told += count;
            else
                await Task.Delay(20);
        }
    }
}
