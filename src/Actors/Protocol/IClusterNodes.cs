namespace HtcondorActors.Actors.Protocol;

/// <summary>The nodes of the cluster, for operators. On the only node there are none.</summary>
public interface IClusterNodes
{
    /// <summary>All members as this node sees them, by name; from memory. Before it has joined the others: this node alone.</summary>
    IReadOnlyList<ClusterMember> All { get; }

    /// <summary>
    /// Has a node hand its pods to the others and stop, as SIGTERM does. Its process ends with exit code 2, after which systemd leaves it
    /// down. Returns when the action is in the journal and the node has said that it leaves.
    /// </summary>
    /// <exception cref="ActionNotNotedException">The journal could not be written, so nothing has changed.</exception>
    /// <exception cref="TimeoutException">The node has not answered. It may leave all the same.</exception>
    Task LeaveAsync(ClusterMember node, string by, CancellationToken cancel);

    /// <summary>
    /// Declares a node dead at once: the others take over its pods, and it can write nothing from then on. Returns when the others go on
    /// without it. The action is in the journal then, or later if the actor that writes it was on that node.
    /// </summary>
    /// <exception cref="ActionNotNotedException">The journal could not be written. The log says so if the node was not declared
    /// dead.</exception>
    Task DownAsync(ClusterMember node, string by, CancellationToken cancel);

    /// <summary>Asks another node about its pods.</summary>
    /// <param name="node">HOST:PORT of a member.</param>
    /// <param name="question">The question. It changes nothing, so it may be sent twice.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="TimeoutException">The node has not answered.</exception>
    Task<NodeAnswer> AskAsync(string node, NodeQuestion question, CancellationToken cancel);
}

/// <summary>A node of the cluster.</summary>
/// <param name="Name">HOST:PORT.</param>
/// <param name="State">Akka.NET's word for its state: joining, weaklyUp, up, leaving, exiting or down. Or
/// <see cref="NotJoined"/>.</param>
/// <param name="IsReachable">False while this node does not hear from it.</param>
/// <param name="IsThisNode">True for the node that answers.</param>
/// <param name="PollsQueue">True for the node that polls HTCondor's queue for all.</param>
/// <param name="Pods">How many pods it has, those that have ended and are kept included.</param>
public sealed record ClusterMember(string Name, string State, bool IsReachable, bool IsThisNode, bool PollsQueue, int Pods)
{
    /// <summary>The state of this node while it is no member.</summary>
    public const string NotJoined = "notJoined";
}
