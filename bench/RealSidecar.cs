using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench;

/// <summary>The built program on a private pool, and the few requests that the bench makes of it.</summary>
internal sealed class RealSidecar : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
    private readonly SidecarProcess _process;
    private readonly HttpClient _http;

    public RealSidecar(CondorPool pool, string config)
    {
        var port = SidecarProcess.FreePort();
        var file = Path.Combine(_folder, "SidecarConfig.yaml");
        File.WriteAllText(file, $"DataRootFolder: {_folder}/data\nSidecarPort: {port}\nImagePrefix: {pool.Images}/\nPollIntervalSeconds: 1\nLogLevel: Warning\n{config}\n");
        _process = new SidecarProcess(file, pool.Environment, Console.WriteLine);
        _process.Start();
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 4000 }) { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(30) };
    }

    /// <summary>VmRSS and VmHWM in MiB.</summary>
    public (long Now, long Most) Memory
    {
        get
        {
            var lines = File.ReadAllLines($"/proc/{_process.Id}/status");
            long MiB(string name) => long.Parse(lines.Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
            return (MiB("VmRSS:"), MiB("VmHWM:"));
        }
    }

    public async Task StartedAsync()
    {
        while (true)
        {
            try
            {
                using var answer = await SendAsync(HttpMethod.Get, "/status", "[]");
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) when (!_process.HasExited) { }
            await Task.Delay(100);
        }
    }

    /// <summary>Creates a pod with one container <c>main</c> that runs this, and gives its uid.</summary>
    public async Task<string> CreateAsync(string script)
    {
        var uid = Guid.NewGuid().ToString();
        var pod = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "bench", ["namespace"] = "default", ["uid"] = uid },
            ["spec"] = new JsonObject
            {
                ["restartPolicy"] = "Never",
                ["terminationGracePeriodSeconds"] = 2,
                ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = "busybox", ["command"] = new JsonArray("/bin/sh", "-c", script) }),
            },
        };
        using var answer = await SendAsync(HttpMethod.Post, "/create", new JsonObject { ["pod"] = pod, ["container"] = new JsonArray() }.ToJsonString());
        answer.EnsureSuccessStatusCode();
        return uid;
    }

    public async Task DeleteAsync(string uid)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/delete", $$$"""{"metadata":{"uid":"{{{uid}}}"}}""");
        answer.EnsureSuccessStatusCode();
    }

    public async Task<Stream> FollowAsync(string uid)
    {
        var answer = await SendAsync(HttpMethod.Get, "/getLogs", $$$"""{"PodUID":"{{{uid}}}","ContainerName":"main","Opts":{"Follow":true}}""");
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
    }

    public void Dispose()
    {
        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body) =>
        _http.SendAsync(new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") }, HttpCompletionOption.ResponseHeadersRead);
}
