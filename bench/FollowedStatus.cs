using System.Diagnostics;
using System.Globalization;
using System.Text;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Bench;

/// <summary><c>/status</c> through HTTP and actors, alone and beside 1,000 followers of 1,000 pods: in turn, so that the machine's noise is in both.</summary>
internal static class FollowedStatus
{
    private const int Pods = 1000;
    private const int Rounds = 4;
    private const int Connections = 16;
    private const int Requests = 16_000;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
        var config = new SidecarConfig { SidecarPort = 0, DataRootFolder = folder, InstanceName = "bench", LogLevel = LogLevel.Error };
        var schedd = new BenchSchedd(folder);
        var socket = ListenSocket.Bind(ListenSocket.AddressOf(config));
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 4000 }) { BaseAddress = new Uri($"http://{socket.LocalEndPoint}"), Timeout = TimeSpan.FromMinutes(10) };
        await using var app = SidecarApp.Build(config, socket, services => services.AddRooms(config).AddSingleton<ICondorScheduler>(schedd));
        await app.StartAsync();
        string[] uids = [.. Enumerable.Range(0, Pods).Select(i => $"pod-{i}")];
        await Task.WhenAll(uids.Select(uid => CreateAsync(http, uid)));
        while ((await ReadAsync(http, "/status", List(uids))).Split("\"running\"").Length <= Pods) await Task.Delay(200);

        List<double> alone = [], beside = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var quiet = await StatusAsync(http, uids);
            var threads = Process.GetCurrentProcess().Threads.Count;
            using var leave = new CancellationTokenSource();
            var followers = await Task.WhenAll(uids.Select(uid => http.SendAsync(Request("/getLogs", Follow(uid)), HttpCompletionOption.ResponseHeadersRead, leave.Token)));
            var more = Process.GetCurrentProcess().Threads.Count - threads;
            using var ends = new CancellationTokenSource();
            var writing = Task.Run(async () => { for (var i = 0; !ends.IsCancellationRequested; i++) { schedd.Log(uids[i % Pods], "one of a hundred lines a second\n"); await Task.Delay(10); } });
            var busy = await StatusAsync(http, uids);
            await ends.CancelAsync();
            await writing;
            foreach (var follower in followers) follower.Dispose();
            if (round == 0) continue; // warm-up
            alone.Add(quiet);
            beside.Add(busy);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  /status of one pod, {Connections} connections, p99: {quiet:0.00} ms alone, {busy:0.00} ms beside {Pods} followers who get 100 lines a second ({more:+0;-0;0} threads)"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  p99 beside followers to alone: {beside.Order().ElementAt(Rounds / 2) / alone.Order().ElementAt(Rounds / 2):0.00} (medians of {Rounds} rounds)"));
        await app.StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>p99 in milliseconds.</summary>
    private static async Task<double> StatusAsync(HttpClient http, string[] uids)
    {
        var times = new double[Requests];
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async connection =>
        {
            for (var i = connection; i < Requests; i += Connections)
            {
                var clock = Stopwatch.StartNew();
                await ReadAsync(http, "/status", List([uids[i % Pods]]));
                times[i] = clock.Elapsed.TotalMilliseconds;
            }
        }));
        return times.Order().ElementAt(Requests * 99 / 100);
    }

    private static async Task CreateAsync(HttpClient http, string uid)
    {
        var pod = $$$$"""{"pod":{"metadata":{"name":"{{{{uid}}}}","namespace":"default","uid":"{{{{uid}}}}"},"spec":{"restartPolicy":"Never","containers":[{"name":"main","image":"busybox"}]}},"container":[]}""";
        using var answer = await http.PostAsync("/create", new StringContent(pod, Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    private static string List(IEnumerable<string> uids) => "[" + string.Join(',', uids.Select(uid => $$$"""{"metadata":{"uid":"{{{uid}}}"}}""")) + "]";

    private static string Follow(string uid) => $$$"""{"PodUID":"{{{uid}}}","ContainerName":"main","Opts":{"Follow":true}}""";

    private static HttpRequestMessage Request(string path, string body) => new(HttpMethod.Get, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static async Task<string> ReadAsync(HttpClient http, string path, string body)
    {
        using var answer = await http.SendAsync(Request(path, body));
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }
}
