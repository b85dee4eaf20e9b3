using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Nodes;

/// <summary>Sent to all nodes after each poll of the queue.</summary>
/// <param name="Trouble">Why there is no list; null if there is one.</param>
/// <param name="At">When, by the wall clock of the node that polls.</param>
internal sealed record QueuePolled(string? Trouble, DateTimeOffset At);

/// <summary>
/// Sent to all nodes when a queue poller begins. It knows no pod yet, so all pods with a job ask it again for what the queue shows.
/// </summary>
internal sealed record PollerBegan;

/// <summary>Sent to all nodes when it is decided whether the node of Kubernetes is drained, and at intervals.</summary>
/// <param name="Drain">Null if that is not known.</param>
/// <param name="Unknown">Why it is not known.</param>
internal sealed record DrainShown(DrainState? Drain, string? Unknown);

/// <summary>Asks another node whether it still counts this one among the members; answered with <see cref="LeaseAnswer"/>.</summary>
/// <param name="Number">Each question has a higher one.</param>
internal sealed record LeaseQuestion(long Number);

internal sealed record LeaseAnswer(long Number);

/// <summary>What has changed on the sending node: new statuses of its pods, and pods that are gone.</summary>
/// <param name="Life">A random number of the sending actor.</param>
/// <param name="Number">The messages of one life are numbered from 1.</param>
/// <param name="Changes">A null status: the pod is gone.</param>
internal sealed record StatusChanges(long Life, long Number, IReadOnlyList<(PodUid Uid, ReadOnlyMemory<byte>? Fragment)> Changes);

/// <summary>The sender has all statuses of the receiver's pods up to this message.</summary>
/// <param name="Life">As in <see cref="StatusChanges"/>.</param>
/// <param name="Number">As in <see cref="StatusChanges"/>.</param>
internal sealed record StatusesReceived(long Life, long Number);

/// <summary>All nodes have the sender's statuses up to this message, so callers may get them.</summary>
/// <param name="Life">As in <see cref="StatusChanges"/>.</param>
/// <param name="Number">As in <see cref="StatusChanges"/>.</param>
internal sealed record StatusesTold(long Life, long Number);

/// <summary>Asks a node for the statuses of all its pods; answered with <see cref="StatusPart"/>.</summary>
internal sealed record StatusesAsked;

/// <summary>A part of the statuses of all pods of a node.</summary>
/// <param name="Life">As in <see cref="StatusChanges"/>.</param>
/// <param name="Number">The last message of changes that is contained.</param>
/// <param name="Index">The place of this part, from 0.</param>
/// <param name="Count">How many parts there are.</param>
/// <param name="OfOrphans">True if no node has the pods of this part. They move, or their events cannot be read.</param>
/// <param name="Statuses">The pods of this part. None is null.</param>
internal sealed record StatusPart(
    long Life,
    long Number,
    int Index,
    int Count,
    bool OfOrphans,
    IReadOnlyList<(PodUid Uid, ReadOnlyMemory<byte>? Fragment)> Statuses
)
{
    /// <summary>Divides statuses into parts that are not too long, one at least.</summary>
    /// <param name="life">Of the sender.</param>
    /// <param name="number">The last message of changes that is contained.</param>
    /// <param name="own">The sender's pods.</param>
    /// <param name="orphans">The pods that no node has.</param>
    public static IReadOnlyList<StatusPart> AllOf(
        long life,
        long number,
        IEnumerable<(PodUid Uid, ReadOnlyMemory<byte> Fragment)> own,
        IEnumerable<(PodUid Uid, ReadOnlyMemory<byte> Fragment)> orphans
    )
    {
        var messages = Messages(orphans, true).Concat(Messages(own, false)).ToList();
        if (messages.Count == 0)
            messages.Add((false, []));
        return [.. messages.Select((each, i) => new StatusPart(life, number, i, messages.Count, each.OfOrphans, each.Pods))];

        static IEnumerable<(bool OfOrphans, List<(PodUid, ReadOnlyMemory<byte>?)> Pods)> Messages(
            IEnumerable<(PodUid Uid, ReadOnlyMemory<byte> Fragment)> pods,
            bool ofOrphans
        ) => StatusBytes.Messages(pods.Select(pod => (pod.Uid, (ReadOnlyMemory<byte>?)pod.Fragment))).Select(some => (ofOrphans, some));
    }
}

/// <summary>Sent at intervals, so that a lost message is noticed.</summary>
/// <param name="Life">As in <see cref="StatusChanges"/>.</param>
/// <param name="Number">The last message of changes.</param>
/// <param name="Count">How many pods the node has, or <see cref="NumberOnly"/>.</param>
/// <param name="Hash">Of all their statuses (<see cref="Reading.StatusHash"/>).</param>
internal sealed record StatusDigest(long Life, long Number, int Count, long Hash)
{
    /// <summary>The message tells the number of the last message alone, which costs nothing.</summary>
    public const int NumberOnly = -1;
}

/// <summary>Somebody has asked this node for these pods, which the receiver has.</summary>
internal sealed record PodsAsked(IReadOnlyList<PodUid> Uids);

/// <summary>
/// An operator has this node leave the others and stay down. Sent to any node, and sent on to that one, which answers with
/// <see cref="NodeBeginsToLeave"/>.
/// </summary>
/// <param name="Node">HOST:PORT.</param>
/// <param name="By">The operator.</param>
internal sealed record NodeLeaves(string Node, string By);

/// <summary>This node leaves.</summary>
/// <param name="Node">HOST:PORT.</param>
internal sealed record NodeBeginsToLeave(string Node);

/// <summary>An operator has declared this node dead.</summary>
/// <param name="Node">HOST:PORT.</param>
internal sealed record NodeIsDead(string Node);
