namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// All that the HTTP room may ask. Every answer comes within the gateway's own time limits; a <see cref="TimeoutException"/>
/// from any of them says that the actors gave none in time, and that asking again may help.
/// </summary>
public interface IPodGateway
{
    /// <summary><c>ok</c>, or what is wrong with this sidecar now. Answered from memory.</summary>
    string Status { get; }

    /// <summary>Idempotent by UID: a second create of a pod joins the first and gets the same answer.</summary>
    /// <param name="pod">As it was sent.</param>
    /// <param name="hurry">Cancelled: this process is being stopped. The answer comes as soon as the pod is safe, and not only with its
    /// job's id.</param>
    Task<CreateReply> CreateAsync(PodSpec pod, CancellationToken hurry);

    /// <summary>What would become of the pod; asks nobody and touches nothing.</summary>
    PodExplanation Explain(PodSpec pod);

    /// <param name="uid">Any pod, known or not.</param>
    /// <param name="cancel">Ends the wait, not the deletion.</param>
    Task<DeleteReply> DeleteAsync(PodUid uid, CancellationToken cancel);

    /// <summary>The rendered status of each pod that is known, in no particular order; unknown ones are left out.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> StatusAsync(IReadOnlyList<PodUid> pods, CancellationToken cancel);

    /// <summary>
    /// Writes the selected part of a container's log and flushes what it wrote; an unknown pod or container, or one that has
    /// not started, is an empty log. With Follow it ends when the container has ended.
    /// </summary>
    /// <exception cref="NoSuchLogException">
    /// The log of an earlier attempt is asked for, and there was none; nothing is written then.
    /// </exception>
    Task LogsAsync(PodUid uid, LogQuery query, Stream output, CancellationToken cancel);
}
