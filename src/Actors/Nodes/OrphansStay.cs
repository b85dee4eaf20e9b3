namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// How long the last status of a pod stays that no node has. By then another node has taken the pod over, or the pod is gone. While the
/// journal is away no node can take one over, so the time begins when it is back.
/// </summary>
/// <param name="journalIsAway">True while this node cannot write the journal.</param>
/// <param name="clock">Measures the time.</param>
internal sealed class OrphansStay(Func<bool> journalIsAway, TimeProvider clock)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private long? _seenAwayAt;

    /// <summary>Asked at intervals. True if pods may be removed that no node has had for <see cref="Length"/>.</summary>
    public bool IsOver()
    {
        if (journalIsAway())
            _seenAwayAt = clock.GetTimestamp();
        return _seenAwayAt is not { } at || clock.GetElapsedTime(at) >= Length;
    }
}
