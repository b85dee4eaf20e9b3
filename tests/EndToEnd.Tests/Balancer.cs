using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>HAProxy in front of nodes, with the file of packaging/compose. Only its addresses are those of the test.</summary>
internal sealed partial class Balancer : IDisposable
{
    private readonly string _config = Path.GetTempFileName();
    private readonly Process _process;

    public Balancer(IReadOnlyList<Sidecar> nodes)
        : this([.. nodes.Select(node => node.Port)]) { }

    /// <param name="nodes">The ports of the three nodes.</param>
    public Balancer(IReadOnlyList<int> nodes)
    {
        var port = FreePort.Next();
        var shipped = File.ReadAllText(RepositoryRoot.File("packaging", "compose", "haproxy.cfg"));
        var text = Address()
            .Replace(shipped, node => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{nodes[node.Groups[1].Value[0] - 'a']}"))
            .Replace("bind :8000", string.Create(CultureInfo.InvariantCulture, $"bind 127.0.0.1:{port}"), StringComparison.Ordinal);
        File.WriteAllText(_config, text);
        Client = new SidecarCalls(new Uri($"http://127.0.0.1:{port}"));
        try
        {
            _process = Process.Start(new ProcessStartInfo("haproxy", ["-db", "-q", "-f", _config]) { RedirectStandardOutput = true })!;
        }
        catch (Win32Exception fault)
        {
            throw new InvalidOperationException("haproxy is not on this machine: apt-get install haproxy", fault);
        }
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
    }

    /// <summary>Callers who know the balancer's address alone.</summary>
    public SidecarCalls Client { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        Client.Dispose();
        File.Delete(_config);
    }

    [GeneratedRegex("node-([abc]):8000")]
    private static partial Regex Address();
}
