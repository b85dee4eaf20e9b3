using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>The real executable, as an administrator would start it: its own data folder and port, and the pool's tools on PATH.</summary>
internal sealed class Sidecar : IAsyncDisposable
{
    private readonly CondorPool _pool;
    private readonly string[] _flags;
    private readonly string _config;
    private readonly StringBuilder _printed = new();
    private Process? _process;

    private Sidecar(CondorPool pool, string config, string[] flags)
    {
        (_pool, _flags) = (pool, flags);
        Folder = Directory.CreateTempSubdirectory("ila-sidecar.").FullName;
        Port = FreePort();
        _config = Path.Combine(Folder, "SidecarConfig.yaml");
        File.WriteAllText(_config, $"DataRootFolder: {DataRoot}\nSidecarPort: {Port}\nImagePrefix: {pool.Images}/\nPollIntervalSeconds: 1\n{config}\n");
        Client = new SidecarCalls(new Uri($"http://127.0.0.1:{Port}"));
    }

    public string Folder { get; }
    public string DataRoot => Path.Combine(Folder, "data");
    public int Port { get; }
    public static string Program => RepositoryRoot.File("src", "Http", "bin", Configuration, "net10.0", "htcondor-sidecar");
    public SidecarCalls Client { get; }

    /// <summary>How many sockets it has open.</summary>
    public int Sockets => new DirectoryInfo($"/proc/{_process!.Id}/fd").GetFileSystemInfos().Count(each => each.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    /// <summary>All that it has printed, over restarts.</summary>
    public string Printed { get { lock (_printed) return _printed.ToString(); } }

    public static async Task<Sidecar> StartAsync(CondorPool pool, string config = "", params string[] flags)
    {
        var sidecar = new Sidecar(pool, config, flags);
        await sidecar.StartAgainAsync();
        return sidecar;
    }

    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(Program, ["serve", "--config", _config, .. _flags])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _pool.Environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Wait.UntilAsync("the sidecar's answer to a ping", async () =>
        {
            if (_process.HasExited) throw new InvalidOperationException("the sidecar ended at once:\n" + Printed);
            return await Client.AnswersAsync();
        });
    }

    /// <summary>As the kernel's OOM killer would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as systemd would; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        Shell.Run("/bin/kill", ["-TERM", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await KillAsync();
        _process?.Dispose();
        Client.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_printed) _printed.AppendLine(line.Data);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif
}
