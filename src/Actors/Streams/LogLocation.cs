using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <summary>Where a container's log is, as its pod tells it.</summary>
/// <param name="Container">Null: there is no such pod or container.</param>
/// <param name="Ended">Nothing will be added to the log any more.</param>
/// <param name="Words">Why there is no log; null: there may be one.</param>
internal sealed record LogLocation(JobTag Tag, string? Container, bool Ended, string? Words = null)
{
    /// <summary>The pod was deleted: its job is ending, or only its log is left.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>
    /// The kubelet's words for a question about the log of an earlier attempt, when it is known that there was none; else null.
    /// </summary>
    public string? NoPrevious { get; init; }
}
