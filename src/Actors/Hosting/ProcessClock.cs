namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// The time as the rules of a pod's life know it. It begins with the wall clock when the process starts, and from then on it goes with the
/// monotonic clock. An age within one life of the process is therefore right, whatever becomes of the wall clock.
/// </summary>
/// <remarks>
/// Instants that are kept beyond the process (facts of the journal) may lie in the future after a start: the wall clock of the life before
/// was ahead. Who compares such an instant takes it for now. Log lines and answers show the wall clock, not this one.
/// </remarks>
/// <param name="wall">The machine's clocks.</param>
internal sealed class ProcessClock(TimeProvider wall) : TimeProvider
{
    private readonly DateTimeOffset _began = wall.GetUtcNow();
    private readonly long _origin = wall.GetTimestamp();

    /// <summary>The wall clock, for what is compared with times that other programs wrote.</summary>
    public DateTimeOffset WallClockNow => wall.GetUtcNow();

    public override long TimestampFrequency => wall.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _began + wall.GetElapsedTime(_origin);

    public override long GetTimestamp() => wall.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        wall.CreateTimer(callback, state, dueTime, period);
}
