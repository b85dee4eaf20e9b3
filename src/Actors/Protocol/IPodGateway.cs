namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// All requests that the HTTP room may make. Every answer comes within the gateway's own time limits. A <see cref="TimeoutException"/>
/// means that the actors did not answer in time; the caller may ask again.
/// </summary>
public interface IPodGateway
{
    /// <summary><c>ok</c>, or what is wrong with this sidecar now, from memory.</summary>
    string Status { get; }

    /// <summary>How many pods are in memory.</summary>
    int Pods { get; }

    /// <summary>The checks of this sidecar's health and all its troubles, from memory.</summary>
    HealthReport Health { get; }

    /// <summary>The Kubernetes node, from memory.</summary>
    NodeReport Node { get; }

    /// <summary>Idempotent by UID: a second create of a pod joins the first and gets the same answer.</summary>
    /// <param name="pod">The pod as the request describes it.</param>
    /// <param name="hurry">Cancelled when this process is being stopped. The answer then comes as soon as the pod is durable, without
    /// waiting for the job's id.</param>
    /// <param name="session">interLink's id of the request, for the log; null if it has none.</param>
    Task<CreateReply> CreateAsync(PodSpec pod, CancellationToken hurry, string? session = null);

    /// <summary>Shows what a create of the pod would do. It asks no actor and changes nothing.</summary>
    PodExplanation Explain(PodSpec pod);

    /// <param name="uid">The pod, known or not.</param>
    /// <param name="cancel">Ends the wait, not the deletion.</param>
    /// <param name="session">As for a create.</param>
    Task<DeleteReply> DeleteAsync(PodUid uid, CancellationToken cancel, string? session = null);

    /// <summary>The rendered status of each known pod, in no particular order. Unknown pods are left out.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> StatusAsync(IReadOnlyList<PodUid> pods, CancellationToken cancel);

    /// <summary>
    /// Writes the selected part of a container's log and flushes it. The log of an unknown or unstarted pod or container is empty. With
    /// Follow the call ends when the container has ended.
    /// </summary>
    /// <exception cref="NoSuchLogException">The query asks for the log of an earlier attempt, and there was none. Nothing is
    /// written.</exception>
    Task LogsAsync(PodUid uid, LogQuery query, Stream output, CancellationToken cancel);
}
