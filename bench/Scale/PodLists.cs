using System.Diagnostics;
using System.Globalization;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Bench.Scale;

/// <summary><c>htcondor-sidecar pods</c> over many pods: the time of the whole command, and the memory of the client.</summary>
internal static class PodLists
{
    private const int Times = 5;

    /// <param name="program">The htcondor-sidecar to run.</param>
    /// <param name="sizes">How many pods there are.</param>
    public static async Task RunAsync(string program, IReadOnlyList<int> sizes)
    {
        Console.WriteLine("Each: time (CPU of the client; of the server and of the bench that reads the lines).");
        Console.WriteLine(
            "| pods | nothing listed (log-level) | -o table | most memory | -o json | --stage held: one pod | lines "
                + "| heap of the server: after the lists, after as many again |"
        );
        var app = await ServeAsync();
        var states = app.Services.GetRequiredService<PodStates>();
        var socket = AdminSocket.PathOf(app.Services.GetRequiredService<SidecarConfig>());
        for (var (i, shown) = (0, 0); i < sizes.Count; i++)
        {
            for (; shown < sizes[i]; shown++)
                Show(states, shown);
            var none = await MedianAsync(program, ["log-level", "--admin", socket]);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var table = await MedianAsync(program, ["pods", "--admin", socket]);
            var json = await MedianAsync(program, ["pods", "--admin", socket, "-o", "json"]);
            var once = GC.GetTotalMemory(forceFullCollection: true);
            _ = await MedianAsync(program, ["pods", "--admin", socket]);
            _ = await MedianAsync(program, ["pods", "--admin", socket, "-o", "json"]);
            var (kept, more) = ((once - before) / 1048576.0, (GC.GetTotalMemory(forceFullCollection: true) - once) / 1048576.0);
            var held = await MedianAsync(program, ["pods", "--admin", socket, "--stage", "held"]);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {sizes[i]} | {Text(none)} | {Text(table)} | {table.MiB:0} MiB | {Text(json)} | {Text(held)} | {table.Lines} "
                        + $"| {kept:0.0}; {more:0.0} MiB |"
                )
            );
        }
    }

    private static string Text((double Seconds, double Client, double Server, double MiB, int Lines) figure) =>
        string.Create(CultureInfo.InvariantCulture, $"{figure.Seconds:0.00} s ({figure.Client:0.00}; {figure.Server:0.00})");

    private static async Task<(double Seconds, double Client, double Server, double MiB, int Lines)> MedianAsync(
        string program,
        string[] arguments
    )
    {
        var (seconds, clients, servers) = (new List<double>(), new List<double>(), new List<double>());
        var (most, lines, blocks, me) = (0.0, 0, 0, Environment.ProcessId);
        var block = new byte[64 << 10];
        for (var i = 0; i <= Times; i++)
        {
            var (client, server) = (ProcessCost.CpuSecondsOfChildren(me), ProcessCost.CpuSeconds(me));
            var clock = Stopwatch.StartNew();
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            (lines, blocks) = (0, 0);
            // Bytes, so that the reader costs little beside the server, which is in the same process.
            for (int read; (read = await process.StandardOutput.BaseStream.ReadAsync(block)) > 0; )
            {
                lines += block.AsSpan(0, read).Count((byte)'\n');
                if (blocks++ % 8 == 0)
                    most = Math.Max(most, PeakMiB(process.Id));
            }
            await process.WaitForExitAsync();
            if (i == 0)
                continue; // the server compiles what it runs for the first time
            seconds.Add(clock.Elapsed.TotalSeconds);
            clients.Add(ProcessCost.CpuSecondsOfChildren(me) - client);
            servers.Add(ProcessCost.CpuSeconds(me) - server);
        }
        return (seconds.Median(), clients.Median(), servers.Median(), most, lines);
    }

    private static double PeakMiB(int process)
    {
        try
        {
            return ProcessCost.MiB(process, "VmHWM");
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            return 0; // the process has just ended
        }
    }

    /// <summary>The product's own server and read model, with states of pods that no actor has.</summary>
    private static async Task<WebApplication> ServeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
        var config = new SidecarConfig
        {
            SidecarPort = 0,
            DataRootFolder = folder,
            InstanceName = "bench",
            LogLevel = LogLevel.Error,
            PollIntervalSeconds = 3600,
        };
        var app = SidecarApp.Build(
            config,
            ListenSocket.Bind(config),
            services =>
                services
                    .AddRooms(config, "bench")
                    .AddSingleton(config)
                    .AddSingleton<ICondorScheduler>(provider =>
                    {
                        var condor = provider.GetRequiredService<CondorIoOptions>();
                        return new BenchSchedd(new BenchQueue(folder, condor), condor);
                    }),
            AdminListener.Bind(config, out _)
        );
        await app.StartAsync();
        return app;
    }

    private static void Show(PodStates states, int number)
    {
        var now = TimeProvider.System.GetUtcNow();
        var uid = PodUid.Parse(BenchPod.Uid(number));
        var spec = new PodSpec
        {
            Uid = uid,
            Name = $"bench-{number}",
            Namespace = $"space-{number % 20}",
            Containers =
            [
                new ContainerSpec
                {
                    Name = "main",
                    Image = "busybox",
                    Command = ["sleep"],
                },
            ],
        };
        var (plan, _) = PodPlanner.Plan(spec, new SitePolicy());
        var job = new JobId(number, 0);
        var ad = new JobAd
        {
            Id = job,
            Tag = uid.Tag,
            Status = number == 0 ? JobStatus.Held : JobStatus.Idle,
            StatusSince = now,
        };
        var pod = PodState
            .Of(uid)
            .Apply(new PodAccepted(plan!.Outline, now))
            .Apply(new SubmitIntended(1, now))
            .Apply(new ReleaseDecided(job, null, now))
            .Apply(new JobAdUpdated(ad, now));
        states.Show(pod, PodStatusView.Of(pod), now);
    }
}
