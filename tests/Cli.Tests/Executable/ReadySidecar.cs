using System.Net.Sockets;
using System.Text;
using HtcondorActors.Http.Tests.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Executable;

/// <summary>The executable after it has told systemd that it serves, with all that it has printed.</summary>
internal sealed class ReadySidecar : IDisposable
{
    private readonly StringBuilder _printed = new();
    private readonly SidecarProcess _process;

    private ReadySidecar(string config, string notice) =>
        _process = new SidecarProcess(config, new Dictionary<string, string> { ["NOTIFY_SOCKET"] = notice }, Keep, "--port", "0");

    public string Printed
    {
        get
        {
            lock (_printed)
                return _printed.ToString();
        }
    }

    public static async Task<ReadySidecar> StartAsync(ConfigFolder folder)
    {
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var notice = Path.Combine(folder.Path, "notify");
        File.Delete(notice);
        systemd.Bind(new UnixDomainSocketEndPoint(notice));
        var sidecar = new ReadySidecar(folder.Config, notice);
        sidecar._process.Start();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await systemd.ReceiveAsync(new byte[100], limit.Token);
        return sidecar;
    }

    public Task<int> StopAsync() => _process.StopAsync();

    public Task<int> ExitCodeAsync() => _process.ExitCodeAsync();

    public void Dispose() => _process.Dispose();

    private void Keep(string line)
    {
        lock (_printed)
            _printed.Append(line).Append('\n');
    }
}
