using HtcondorActors.Actors.Overview;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// The clock for the rules of a pod's life. It starts with the wall clock's time and then follows the monotonic clock. So ages within one
/// process are right, even if the wall clock is changed.
/// </summary>
/// <remarks>
/// Times in the journal may be in the future after a start, because the wall clock of the last process was ahead. Code that compares such a
/// time treats it as now. Log lines and answers show the wall clock, not this clock: see <see cref="Shown"/>.
/// </remarks>
/// <param name="wall">The machine's clocks.</param>
internal sealed class ProcessClock(TimeProvider wall) : TimeProvider
{
    private readonly DateTimeOffset _began = wall.GetUtcNow();
    private readonly long _origin = wall.GetTimestamp();
    private long _ahead;

    /// <summary>The wall clock, for comparison with times that other programs wrote.</summary>
    public DateTimeOffset WallClockNow => wall.GetUtcNow();

    /// <summary>The machine's clocks. Their UTC time is the wall clock's.</summary>
    public TimeProvider Wall => wall;

    /// <summary>
    /// How far the wall clock was stepped since the start. It changes only with a step: the time between two reads of the clocks must not
    /// move instants that are shown twice.
    /// </summary>
    public TimeSpan WallAhead
    {
        get
        {
            var (ahead, now) = (new TimeSpan(Volatile.Read(ref _ahead)), WallClockNow - GetUtcNow());
            if ((now - ahead).Duration() < SmallestStep)
                return ahead;
            Volatile.Write(ref _ahead, now.Ticks);
            return now;
        }
    }

    private static readonly TimeSpan SmallestStep = TimeSpan.FromMilliseconds(500);

    /// <summary>Converts instants of this clock to the wall clock's.</summary>
    public ShownTimes Shown => new(_began, WallAhead);

    public override long TimestampFrequency => wall.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _began + wall.GetElapsedTime(_origin);

    public override long GetTimestamp() => wall.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        wall.CreateTimer(callback, state, dueTime, period);
}
