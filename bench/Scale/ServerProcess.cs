using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace HtcondorActors.Bench.Scale;

/// <summary>The bench itself as a child that serves, with its clock and memory as the kernel counts them.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address, TimeSpan startedWithin)
    {
        (_process, Address, StartedWithin) = (process, address, startedWithin);
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromMinutes(10),
        };
    }

    public Uri Address { get; }
    public HttpClient Http { get; }

    /// <summary>From the start of the process until it listened.</summary>
    public TimeSpan StartedWithin { get; }

    public double CpuSeconds => ProcessCost.CpuSeconds(_process.Id);

    public double RssMiB => ProcessCost.MiB(_process.Id, "VmRSS");

    public double MostMiB => ProcessCost.MiB(_process.Id, "VmHWM");

    /// <param name="folder">The data folder.</param>
    /// <param name="command">What it serves.</param>
    /// <param name="database">The journal's database; empty if the journal is a file.</param>
    public static Task<ServerProcess> StartAsync(string folder, string command = "serve", string database = "") =>
        StartAsync(database.Length > 0 ? [command, folder, database] : [command, folder]);

    /// <param name="arguments">The words after the program's name.</param>
    public static async Task<ServerProcess> StartAsync(string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        for (string? line; (line = await process.StandardOutput.ReadLineAsync()) is not null; )
            if (line.StartsWith("listening ", StringComparison.Ordinal))
                return new ServerProcess(process, new Uri("http://" + line["listening ".Length..]), clock.Elapsed);
        throw new InvalidOperationException("the server ended before it listened");
    }

    public async Task<double> HeapMiBAsync() =>
        double.Parse(await Http.GetStringAsync("/bench/heap"), CultureInfo.InvariantCulture) / (1 << 20);

    public async Task<string> StatusAsync(string body) =>
        await TryStatusAsync(body) ?? throw new HttpRequestException("/status was answered with 503");

    /// <summary>Null if the server cannot tell now, and is to be asked again.</summary>
    public async Task<string?> TryStatusAsync(string body)
    {
        using var answer = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/status") { Content = Json(body) });
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable
            ? null
            : await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public async Task CreateAsync(int number)
    {
        if (await TryCreateAsync(number) is { } why)
            throw new HttpRequestException(why);
    }

    /// <summary>Null if it was taken; else why the server does not take it now, and is to be asked again.</summary>
    public async Task<string?> TryCreateAsync(int number)
    {
        using var answer = await Http.PostAsync("/create", Json(BenchPod.Create(number)));
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            return await answer.Content.ReadAsStringAsync();
        answer.EnsureSuccessStatusCode();
        return null;
    }

    /// <summary>What /bare answers to requests for that many pods from now on: what /status answers to this one.</summary>
    public async Task SetBareAsync(string body)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, await StatusAsync(body));
        using var answer = await Http.PostAsync("/bench/bare?answer=" + file, Json(body));
        answer.EnsureSuccessStatusCode();
        File.Delete(file);
    }

    /// <summary>As the kernel would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        Http.Dispose();
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
