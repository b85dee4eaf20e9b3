using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors;

/// <summary>All that the HTTP room may ask. The only file with Ask; owns the time limits.</summary>
public sealed class PodGateway
{
    public Task<CreateReply> CreateAsync(PodSpec pod, CancellationToken cancel) => throw new NotImplementedException();

    /// <param name="uid">Any pod, known or not.</param>
    /// <param name="cancel">Ends the wait, not the deletion.</param>
    public Task<DeleteReply> DeleteAsync(PodUid uid, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>The rendered status of each pod that is known, in no particular order; unknown ones are left out.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> StatusAsync(IReadOnlyList<PodUid> pods, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Writes the selected part of a container's log; an unknown pod or container, or one that has not started, is an empty log.</summary>
    public Task LogsAsync(PodUid uid, LogQuery query, Stream output, CancellationToken cancel) => throw new NotImplementedException();
}
