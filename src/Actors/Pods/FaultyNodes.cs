using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Logs nodes that can run no container: one line for each node in ten minutes, however many pods leave the node. It decides nothing. A
/// pod's stream could name any node, so a pod avoids only the nodes that it has left itself.
/// </summary>
internal sealed class FaultyNodes(TimeProvider clock, ILogger log)
{
    /// <summary>A limit on names: a pod whose stream makes up node names must fill neither the memory nor the log.</summary>
    private const int Most = 1000;

    private readonly RepeatedLines<string> _lines = new(clock, Most, StringComparer.OrdinalIgnoreCase);

    public void Note(NodeFault fault)
    {
        if (!_lines.IsDue(fault.Machine, out var more))
            return;
        if (more > 0)
            log.NodeStillFaulty(fault.Machine, PodReasons.NodeUnfit, more + 1, fault.Words);
        else
            log.NodeFaulty(fault.Machine, PodReasons.NodeUnfit, fault.Words);
    }
}
