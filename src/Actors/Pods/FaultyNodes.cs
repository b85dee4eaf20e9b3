using HtcondorActors.Actors.Streams;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// What the log says of nodes that can run no container: one line for each node in ten minutes, however many pods leave it. It decides
/// nothing. A pod could name any node, so a pod avoids only the nodes that it has left itself.
/// </summary>
internal sealed partial class FaultyNodes(TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    /// <summary>A pod that makes names up must not fill the memory.</summary>
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
                LogAgain(log, fault.Machine, known.More + 1, fault.Words);
            else
                LogFirst(log, fault.Machine, fault.Words);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Machine} can run no container. Its jobs are sent to other nodes: {Words}")]
    private static partial void LogFirst(ILogger log, string machine, string words);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Node {Machine} can still run no container. {Pods} jobs more were sent to other nodes: {Words}"
    )]
    private static partial void LogAgain(ILogger log, string machine, int pods, string words);
}
