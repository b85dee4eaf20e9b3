namespace HtcondorActors.Actors.Protocol;

/// <summary>What operators read: all pods of this process, from memory. Reading asks no actor and waits for nothing.</summary>
public interface IPodDirectory
{
    /// <summary>All pods in memory, those that are being deleted too, in no order.</summary>
    IEnumerable<IPodLine> Lines();

    /// <summary>Null if the pod is not in memory.</summary>
    IPodLine? FindLine(PodUid uid);

    /// <summary>Everything about one pod. Null if the pod is not in memory.</summary>
    PodOverview? Find(PodUid uid);

    /// <summary>The pod's containers, the init containers first; none if the pod is not in memory.</summary>
    IReadOnlyList<PodContainer> ContainersOf(PodUid uid);

    /// <summary>The history of a pod; null if the pod is neither known nor remembered.</summary>
    PodTimeline? Timeline(PodUid uid);

    /// <summary>What was known and answered then; null if the pod was not known then.</summary>
    PodAtTime? At(PodUid uid, DateTimeOffset time);

    /// <summary>How many pods of the journal have not been read since the start, so that they may be missing here; null until the journal
    /// was listed.</summary>
    int? Unread { get; }

    /// <summary>The names of the other nodes, whose pods are not here; empty on the only node.</summary>
    IReadOnlyList<string> OtherNodes { get; }

    /// <summary>The node that has the pod; null if it is not one of the other nodes, or not known.</summary>
    string? NodeOf(PodUid uid);

    /// <summary>How many pods no node has at the moment: their node has ended, or they move. Counted with each call.</summary>
    int Homeless { get; }

    /// <summary>The last time that the schedd listed the queue; null before the first time in this process.</summary>
    DateTimeOffset? QueueSeenAt { get; }

    /// <summary>Why <see cref="QueueSeenAt"/> is old, in words; null if the last poll succeeded.</summary>
    string? QueueTrouble { get; }
}
