using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <summary>A pod's answer to the question where a container's log is.</summary>
/// <param name="Container">The container's name in the stream; null if there is no such pod or container.</param>
/// <param name="Ended">True if nothing more will be added to the log.</param>
/// <param name="Words">Why there is no log; null if there may be one.</param>
internal sealed record LogLocation(JobTag Tag, string? Container, bool Ended, string? Words = null)
{
    /// <summary>True if the pod was deleted: its job is ending, or only its log is left.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>
    /// The kubelet's error for a query of an earlier attempt's log, if it is known that there was no earlier attempt; otherwise null.
    /// </summary>
    public string? NoPrevious { get; init; }

    /// <summary>The board of the node that fetches the job's output (<see cref="FetchBoard.Id"/>); null if nobody has to.</summary>
    public string? FetchedBy { get; init; }

    /// <summary>True if a fetch has begun since the request came, or no fetch is needed now.</summary>
    public bool? IsFetched { get; init; }
}
