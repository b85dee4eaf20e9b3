using System.Diagnostics;
using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <summary>
/// The network between the nodes: each has a network namespace, and a cable to each of the others. A cut cable loses what is sent and says
/// nothing, in one direction or in both.
/// </summary>
internal sealed class NodeNetwork : IDisposable
{
    /// <summary>Nobody has this address, so the other end drops what is sent to it.</summary>
    private const string Nobody = "02:00:00:00:00:01";

    private readonly Process[] _holders;
    private readonly HashSet<(int From, int To)> _cut = [];

    public NodeNetwork(int nodes)
    {
        // A namespace lives as long as a process in it.
        _holders = [.. Enumerable.Range(0, nodes).Select(_ => Process.Start("unshare", ["--net", "--", "sleep", "infinity"]))];
        for (var node = 0; node < nodes; node++)
        {
            UntilApart(node);
            In(node, "ip", "link", "set", "lo", "up");
            In(node, "ip", "address", "add", AddressOf(node) + "/32", "dev", "lo");
        }
        for (var left = 0; left < nodes; left++)
        for (var right = left + 1; right < nodes; right++)
        {
            In(left, "ip", "link", "add", Cable(right), "type", "veth", "peer", "name", Cable(left), "netns", Text(_holders[right].Id));
            PlugIn(left, right);
            PlugIn(right, left);
        }
    }

    public static string AddressOf(int node) => string.Create(CultureInfo.InvariantCulture, $"10.77.0.{node + 1}");

    /// <summary>A program and its arguments, before another one that is to run on the node.</summary>
    public string[] On(int node) => ["nsenter", $"--net={NamespaceOf(node)}", "--"];

    /// <summary>What the node sends to the other one is lost from now on.</summary>
    public void Cut(int from, int to)
    {
        lock (_cut)
            if (_cut.Add((from, to)))
                In(from, "ip", "neighbour", "replace", AddressOf(to), "lladdr", Nobody, "nud", "permanent", "dev", Cable(to));
    }

    public void Mend(int from, int to)
    {
        lock (_cut)
            if (_cut.Remove((from, to)))
                In(from, "ip", "neighbour", "delete", AddressOf(to), "dev", Cable(to));
    }

    public void CutBoth(int one, int other)
    {
        Cut(one, other);
        Cut(other, one);
    }

    public void MendBoth(int one, int other)
    {
        Mend(one, other);
        Mend(other, one);
    }

    /// <summary>All cables are whole again.</summary>
    public void Mend()
    {
        (int, int)[] cut;
        lock (_cut)
            cut = [.. _cut];
        foreach (var (from, to) in cut)
            Mend(from, to);
    }

    public void Dispose()
    {
        foreach (var holder in _holders)
        {
            holder.Kill();
            holder.Dispose();
        }
    }

    private static string Cable(int to) => string.Create(CultureInfo.InvariantCulture, $"to{to + 1}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string NamespaceOf(int node) => $"/proc/{Text(_holders[node].Id)}/ns/net";

    private void PlugIn(int node, int other)
    {
        In(node, "ip", "link", "set", Cable(other), "up");
        In(node, "ip", "route", "add", AddressOf(other) + "/32", "dev", Cable(other), "src", AddressOf(node));
    }

    private void UntilApart(int node)
    {
        var own = new FileInfo("/proc/self/ns/net").LinkTarget;
        if (!SpinWait.SpinUntil(() => new FileInfo(NamespaceOf(node)).LinkTarget is { } its && its != own, TimeSpan.FromSeconds(10)))
            throw new InvalidOperationException("a network namespace could not be made");
    }

    private void In(int node, params string[] command)
    {
        string[] whole = [.. On(node), .. command];
        var done = Shell.Run(whole[0], whole[1..]);
        if (done.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {done.Output}");
    }
}
