using System.Diagnostics;
using System.Globalization;
using System.Text;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;
using HtcondorActors.TestPool;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Bench.Logs;

/// <summary><c>/status</c> through HTTP and actors, alone and beside 1,000 followers of 1,000 pods: in turn, so that the machine's noise is
/// in both.</summary>
internal static class FollowedStatus
{
    private const int Pods = 1000;
    private const int Rounds = 5;
    private const int Connections = 16;
    private const int Requests = 16_000;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
        var config = new SidecarConfig
        {
            SidecarPort = 0,
            DataRootFolder = folder,
            InstanceName = "bench",
            LogLevel = LogLevel.Error,
        };
        var condor = config.ToCondorIoOptions();
        var queue = new BenchQueue(folder, condor);
        var socket = ListenSocket.Bind(config);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 4000 })
        {
            BaseAddress = new Uri($"http://{socket.LocalEndPoint}"),
            Timeout = TimeSpan.FromMinutes(10),
        };
        CountedOutput? output = null;
        await using var app = SidecarApp.Build(
            config,
            socket,
            services =>
                services
                    .AddRooms(config, "")
                    .AddSingleton<ICondorScheduler>(new BenchSchedd(queue, condor))
                    .AddSingleton<IJobOutput>(provider =>
                        output = new CountedOutput(
                            new JobOutput(provider.GetRequiredService<CondorIoOptions>(), provider.GetRequiredService<ILogger<JobOutput>>())
                        )
                    )
        );
        await app.StartAsync();
        string[] uids = [.. Enumerable.Range(0, Pods).Select(i => $"pod-{i}")];
        await Task.WhenAll(uids.Select(uid => CreateAsync(http, uid)));
        while ((await ReadAsync(http, "/status", List(uids))).Split("\"running\"").Length <= Pods)
            await Task.Delay(200);

        List<double> alone = [],
            idle = [],
            beside = [];
        var earlier = 0; // a follower begins with the whole log
        for (var round = 0; round <= Rounds; round++)
        {
            var quiet = await StatusAsync(http, uids);
            var threads = Process.GetCurrentProcess().Threads.Count;
            using var leave = new CancellationTokenSource();
            var lines = 0;
            var followers = uids.Select(uid => FollowAsync(http, uid, () => Interlocked.Increment(ref lines), leave.Token)).ToArray();
            var waiting = await StatusAsync(http, uids);
            using var ends = new CancellationTokenSource();
            var written = 0;
            var writing = Task.Run(async () =>
            {
                for (; !ends.IsCancellationRequested; written++)
                {
                    queue.Log(uids[written % Pods], "one of a hundred lines a second\n");
                    await Task.Delay(10);
                }
            });
            var busy = await StatusAsync(http, uids);
            var more = Process.GetCurrentProcess().Threads.Count - threads;
            await ends.CancelAsync();
            await writing;
            earlier += written;
            while (Volatile.Read(ref lines) < earlier)
                await Task.Delay(20);
            await leave.CancelAsync();
            await Task.WhenAll(followers);
            // What the streams' own watcher looks at is there all the time: followers are gone when only that is left.
            while (await LooksAsync(output!) > 1.2 * Pods)
                await Task.Delay(20);
            if (round == 0)
                continue; // warm-up
            alone.Add(quiet);
            idle.Add(waiting);
            beside.Add(busy);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  /status of one pod, {Connections} connections, p99: {quiet:0.00} ms alone, {waiting:0.00} ms beside "
                        + $"{Pods} followers, {busy:0.00} ms while they got {written} lines ({more:+0;-0;0} threads)"
                )
            );
        }
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  p99 beside followers to alone: {idle.Median() / alone.Median():0.00} waiting, "
                    + $"{beside.Median() / alone.Median():0.00} while lines come (medians of {Rounds} rounds)"
            )
        );
        await app.StopAsync();
        TestFolder.Remove(folder);
    }

    /// <summary>How often streams were looked at in the length of one interval.</summary>
    private static async Task<int> LooksAsync(CountedOutput output)
    {
        var before = output.Looks;
        await Task.Delay(500);
        return output.Looks - before;
    }

    private static async Task FollowAsync(HttpClient http, string uid, Action line, CancellationToken leave)
    {
        try
        {
            using var answer = await http.SendAsync(Request("/getLogs", Follow(uid)), HttpCompletionOption.ResponseHeadersRead, leave);
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(leave));
            while (await reader.ReadLineAsync(leave) is not null)
                line();
        }
        catch (OperationCanceledException) { }
    }

    /// <summary>p99 in milliseconds.</summary>
    private static async Task<double> StatusAsync(HttpClient http, string[] uids)
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
                        await ReadAsync(http, "/status", List([uids[i % Pods]]));
                        times[i] = clock.Elapsed.TotalMilliseconds;
                    }
                })
        );
        return times.Percentile(99);
    }

    private static async Task CreateAsync(HttpClient http, string uid)
    {
        var pod =
            $$$$"""{"pod":{"metadata":{"name":"{{{{uid}}}}","namespace":"default","uid":"{{{{uid}}}}"}"""
            + $$$$""","spec":{"restartPolicy":"Never","containers":[{"name":"main","image":"busybox"}]}},"container":[]}""";
        using var answer = await http.PostAsync("/create", new StringContent(pod, Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    private static string List(IEnumerable<string> uids) =>
        "[" + string.Join(',', uids.Select(uid => $$$"""{"metadata":{"uid":"{{{uid}}}"}}""")) + "]";

    private static string Follow(string uid) => $$$"""{"PodUID":"{{{uid}}}","ContainerName":"main","Opts":{"Follow":true}}""";

    private static HttpRequestMessage Request(string path, string body) =>
        new(HttpMethod.Get, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static async Task<string> ReadAsync(HttpClient http, string path, string body)
    {
        using var answer = await http.SendAsync(Request(path, body));
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }
}
