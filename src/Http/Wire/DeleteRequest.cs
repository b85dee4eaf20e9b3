namespace HtcondorActors.Http.Wire;

/// <summary>
/// The body of /delete: a whole pod, of which only the UID is read. The Virtual Kubelet overwrites the rest before it sends the pod
/// (docs/interlink-protocol.md, "Delete"), and a hostile body must not cost more memory than its own bytes.
/// </summary>
internal sealed record DeleteRequest
{
    public DeletedMetadata? Metadata { get; init; }
}

internal sealed record DeletedMetadata
{
    public string? Uid { get; init; }
}
