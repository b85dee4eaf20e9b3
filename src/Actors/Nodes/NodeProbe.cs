using System.Net.Sockets;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Nodes;

/// <summary>Looks whether the port of a node accepts connections.</summary>
internal static class NodeProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Those of the nodes that accept a connection.</summary>
    public static async Task<IReadOnlyList<string>> ListeningAsync(IReadOnlyList<string> nodes)
    {
        var answers = await Task.WhenAll(nodes.Select(IsListeningAsync));
        return [.. nodes.Where((_, i) => answers[i])];
    }

    private static async Task<bool> IsListeningAsync(string node)
    {
        var (host, port) = ClusterNode.PartsOf(node);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(host, port, limit.Token);
            return true;
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
