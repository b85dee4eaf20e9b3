using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Logs nodes that can run no container: at most one line for each node in ten minutes, however many pods leave the node. It decides
/// nothing. A pod's stream could name any node, so a pod avoids only the nodes that it has left itself.
/// </summary>
internal sealed class FaultyNodes(TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    /// <summary>A limit on names: a pod whose stream makes up node names must not fill the memory.</summary>
    private const int Most = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Since, int More)> _nodes = new(StringComparer.OrdinalIgnoreCase);

    public void Note(NodeFault fault)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(fault.Machine, out var known) && clock.GetElapsedTime(known.Since) < Quiet)
            {
                _nodes[fault.Machine] = known with { More = known.More + 1 };
                return;
            }
            if (_nodes.Count >= Most)
                _nodes.Clear();
            _nodes[fault.Machine] = (clock.GetTimestamp(), 0);
            if (known.More > 0)
                log.NodeStillFaulty(fault.Machine, PodReasons.NodeUnfit, known.More + 1, fault.Words);
            else
                log.NodeFaulty(fault.Machine, PodReasons.NodeUnfit, fault.Words);
        }
    }
}
