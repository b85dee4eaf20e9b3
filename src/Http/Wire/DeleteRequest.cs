namespace HtcondorActors.Http.Wire;

/// <summary>
/// Body of /delete: a whole pod, of which only the UID is read. All else in it was overwritten before it was sent
/// (docs/interlink-protocol.md, "Delete"), and what is made of a hostile body must cost no more than its bytes.
/// </summary>
internal sealed record DeleteRequest
{
    public DeletedMetadata? Metadata { get; init; }
}

internal sealed record DeletedMetadata
{
    public string? Uid { get; init; }
}
