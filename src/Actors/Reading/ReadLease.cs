namespace HtcondorActors.Actors.Reading;

/// <summary>
/// Says whether this node may answer from its board. A node that was frozen or cut off, and has not noticed it, must not: the others may
/// have taken over its pods. The lease is prolonged when most nodes have answered, and it is over before they take over. The only node
/// always has it.
/// </summary>
/// <param name="clock">Its timestamps are monotonic and go on while the process is frozen.</param>
/// <param name="hasFailed">True once this process must stop; null: it never does.</param>
internal sealed class ReadLease(TimeProvider clock, Func<bool>? hasFailed = null)
{
    /// <summary>Shorter than the time after which the others take over (docs/adr/0020-several-nodes.md).</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private long _renewedAt;
    private volatile bool _isNeeded;
    private volatile bool _isEnded;

    public bool IsHeld => !_isEnded && (!_isNeeded || (IsNew && hasFailed?.Invoke() != true));

    /// <summary>The others go on without this node. It never has the lease again.</summary>
    public void End() => _isEnded = true;

    private bool IsNew => clock.GetElapsedTime(Volatile.Read(ref _renewedAt)) < Length;

    /// <summary>From now on the lease is needed, and this node does not have it.</summary>
    public void IsNeeded()
    {
        Volatile.Write(ref _renewedAt, clock.GetTimestamp() - (long)(Length.TotalSeconds * clock.TimestampFrequency));
        _isNeeded = true;
    }

    /// <param name="at">A timestamp: when the questions were sent that most nodes have answered.</param>
    public void Renew(long at)
    {
        if (at > Volatile.Read(ref _renewedAt))
            Volatile.Write(ref _renewedAt, at);
    }
}
