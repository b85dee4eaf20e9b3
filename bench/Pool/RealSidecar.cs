using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Pool;

/// <summary>The built program on a private pool, and the few requests that the bench makes of it.</summary>
internal sealed class RealSidecar : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
    private readonly SidecarProcess _process;
    private readonly HttpClient _http;

    /// <param name="environment">Null: the pool's.</param>
    public RealSidecar(CondorPool pool, string config, double pollSeconds = 1, IReadOnlyDictionary<string, string>? environment = null)
    {
        var port = FreePort.Next();
        var file = Path.Combine(_folder, "SidecarConfig.yaml");
        File.WriteAllText(
            file,
            string.Create(
                CultureInfo.InvariantCulture,
                $"DataRootFolder: {_folder}/data\nSidecarPort: {port}\nImagePrefix: {pool.Images}/\nPollIntervalSeconds: "
                    + $"{pollSeconds}\nLogLevel: Warning\n{config}\n"
            )
        );
        _process = new SidecarProcess(file, environment ?? pool.Environment, Console.WriteLine);
        _process.Start();
        Address = new Uri($"http://127.0.0.1:{port}");
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 6000 })
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromMinutes(30),
        };
    }

    public Uri Address { get; }

    /// <summary>VmRSS and VmHWM in MiB.</summary>
    public (double Now, double Most) Memory => (ProcessCost.MiB(_process.Id, "VmRSS"), ProcessCost.MiB(_process.Id, "VmHWM"));

    /// <summary>CPU of the program and of the tools that have ended.</summary>
    public double CpuSecondsWithTools => ProcessCost.CpuSeconds(_process.Id) + ProcessCost.CpuSecondsOfChildren(_process.Id);

    /// <summary>How many condor tools of its own run now.</summary>
    public int Tools =>
        int.Parse(
            Shell.Run("/usr/bin/pgrep", ["-c", "-P", _process.Id.ToString(CultureInfo.InvariantCulture)]).Stdout,
            CultureInfo.InvariantCulture
        );

    public async Task StartedAsync()
    {
        while (true)
        {
            try
            {
                using var answer = await SendAsync(HttpMethod.Get, "/status", "[]");
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!_process.HasExited) { }
            await Task.Delay(100);
        }
    }

    /// <summary>Killed and started again: seconds from the start until all of these were told of, and how many answers left one
    /// out.</summary>
    public async Task<(double Seconds, int Incomplete)> KilledAsync(IReadOnlyList<string> uids)
    {
        const int AtOnce = 500;
        await _process.KillAsync();
        var (clock, incomplete) = (Stopwatch.StartNew(), 0);
        _process.Start();
        await StartedAsync();
        foreach (var some in uids.Chunk(AtOnce))
            while (await ToldAsync(some) < some.Length)
                incomplete++;
        return (clock.Elapsed.TotalSeconds, incomplete);
    }

    private async Task<int> ToldAsync(string[] uids)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/status", $"[{string.Join(',', uids.Select(uid => Asked(uid)[1..^1]))}]");
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!.AsArray().Count;
    }

    /// <summary>Creates a pod with one container <c>main</c> that runs this, and gives its uid.</summary>
    public async Task<string> CreateAsync(string script)
    {
        var uid = Guid.NewGuid().ToString();
        // Before the others: a schedd's share of a negotiation can end with the first of ten thousand jobs that nothing fits (seen).
        await CreateAsync(uid, script, new JsonObject { ["htcondor-job.vk.io/priority"] = "10" });
        return uid;
    }

    /// <summary>Creates a pod for which there is no machine.</summary>
    public Task CreateIdleAsync(string uid) =>
        CreateAsync(uid, "true", new JsonObject { ["htcondor-job.vk.io/requirements"] = "TARGET.Machine == \"nowhere\"" });

    private async Task CreateAsync(string uid, string script, JsonObject annotations)
    {
        var pod = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = "bench",
                ["namespace"] = "default",
                ["uid"] = uid,
                ["annotations"] = annotations,
            },
            ["spec"] = new JsonObject
            {
                ["restartPolicy"] = "Never",
                ["terminationGracePeriodSeconds"] = 2,
                ["containers"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "main",
                        ["image"] = "busybox",
                        ["command"] = new JsonArray("/bin/sh", "-c", script),
                    }
                ),
            },
        };
        using var answer = await SendAsync(
            HttpMethod.Post,
            "/create",
            new JsonObject { ["pod"] = pod, ["container"] = new JsonArray() }.ToJsonString()
        );
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A /status request for one pod.</summary>
    public static string Asked(string uid) => $$$"""[{"metadata":{"uid":"{{{uid}}}"}}]""";

    public async Task<string> StatusAsync(string uid)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/status", Asked(uid));
        var told = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        return told.Length > 10 ? told : throw new InvalidOperationException($"nothing is told of {uid}");
    }

    public async Task DeleteAsync(string uid)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/delete", $$$"""{"metadata":{"uid":"{{{uid}}}"}}""");
        answer.EnsureSuccessStatusCode();
    }

    public async Task<Stream> FollowAsync(string uid)
    {
        var answer = await SendAsync(
            HttpMethod.Get,
            "/getLogs",
            $$$"""{"PodUID":"{{{uid}}}","ContainerName":"main","Opts":{"Follow":true}}"""
        );
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
    }

    public void Dispose()
    {
        _process.Dispose();
        _http.Dispose();
        TestFolder.Remove(_folder);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body) =>
        _http.SendAsync(
            new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") },
            HttpCompletionOption.ResponseHeadersRead
        );
}
