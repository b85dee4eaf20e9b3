using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Peers;

/// <summary>A program that answers interLink's requests, and the requests that the bench sends to it. Disposing it ends its
/// processes.</summary>
/// <param name="name">In the table.</param>
/// <param name="command">The command for a new folder and a port.</param>
/// <param name="environment">Of the pool.</param>
/// <param name="servesInChild">The process that is started only starts another one, which serves the requests.</param>
internal sealed class Peer(
    string name,
    Func<string, int, ProcessStartInfo> command,
    IReadOnlyDictionary<string, string> environment,
    bool servesInChild
) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly StringBuilder _printed = new();
    private string _folder = "";
    private Process? _process;

    public string Name => name;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The process that serves the requests.</summary>
    public int Serving => servesInChild ? Children(_process!.Id).Single() : _process!.Id;

    /// <summary>VmRSS in MiB of the process that serves.</summary>
    public double MiB => ProcessCost.MiB(Serving, "VmRSS");

    /// <summary>VmRSS in MiB of the process that only starts the other one; null if there is none.</summary>
    public double? StarterMiB => servesInChild ? ProcessCost.MiB(_process!.Id, "VmRSS") : null;

    /// <summary>CPU of the process that serves.</summary>
    public double CpuSeconds => ProcessCost.CpuSeconds(Serving);

    /// <summary>The same, and of the tools that have ended.</summary>
    public double CpuSecondsWithTools => CpuSeconds + ProcessCost.CpuSecondsOfChildren(Serving);

    /// <summary>Whether a tool that it started runs now.</summary>
    public bool ToolsRun => Children(Serving).Any();

    /// <summary>Starts it in a new folder, and gives the seconds until it answers a ping, in whatever words.</summary>
    public async Task<double> StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("ila-peer.").FullName;
        var port = FreePort.Next();
        Address = new Uri($"http://127.0.0.1:{port}");
        var start = command(_folder, port);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        var clock = Stopwatch.StartNew();
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        while (!await AnswersAsync())
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"the {name} ended at its start:\n{Printed}");
            await Task.Delay(5);
        }
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Kills it with its children, and removes its folder.</summary>
    public void Stop()
    {
        if (_process is null)
            return;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
        TestFolder.Remove(_folder);
    }

    /// <summary>Creates a pod and requires the id of its job.</summary>
    public async Task CreateAsync(PeerPod pod)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/create", pod.CreateBody);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode || !IsJob((string?)JsonNode.Parse(text)?["PodJID"]))
            throw Failed("/create", answer, text);
    }

    /// <summary>The statuses of these pods.</summary>
    public async Task<JsonArray> StatusAsync(params PeerPod[] pods)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/status", PeerPod.StatusBody(pods));
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)!.AsArray() : throw Failed("/status", answer, text);
    }

    /// <summary>The bytes of a pod's log, and the seconds until the first of them came.</summary>
    /// <param name="tail">So many lines from its end; null: all.</param>
    public async Task<(long Bytes, double FirstByte)> LogAsync(PeerPod pod, int? tail)
    {
        var clock = Stopwatch.StartNew();
        using var answer = await SendAsync(HttpMethod.Get, "/getLogs", pod.LogBody(tail));
        await using var log = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var (buffer, bytes, first) = (new byte[65_536], 0L, 0d);
        for (int count; (count = await log.ReadAsync(buffer)) > 0; bytes += count)
            first = bytes == 0 ? clock.Elapsed.TotalSeconds : first;
        return (bytes, first);
    }

    public void Dispose()
    {
        Stop();
        _http.Dispose();
    }

    private string Printed
    {
        get
        {
            lock (_printed)
                return _printed.ToString();
        }
    }

    private void Keep(object sender, DataReceivedEventArgs printed)
    {
        const int Enough = 10_000; // characters: what a program prints when it does not start
        lock (_printed)
            if (printed.Data is { } line && _printed.Length < Enough)
                _printed.Append(line).Append('\n');
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await SendAsync(HttpMethod.Get, "/status", "[]");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>12.0, or 12 (the cluster alone).</summary>
    private static bool IsJob(string? id) => double.TryParse(id, CultureInfo.InvariantCulture, out _);

    private InvalidOperationException Failed(string request, HttpResponseMessage answer, string text) =>
        new($"the {name} answered {request} with {(int)answer.StatusCode}: {text}\nIt began with these words:\n{Printed}");

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body) =>
        _http.SendAsync(
            new HttpRequestMessage(method, new Uri(Address, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") },
            HttpCompletionOption.ResponseHeadersRead
        );

    private static IEnumerable<int> Children(int process) =>
        Shell
            .Run("/usr/bin/pgrep", ["-P", process.ToString(CultureInfo.InvariantCulture)])
            .Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture));
}
