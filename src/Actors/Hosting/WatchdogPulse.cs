namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// Shows whether the watchdog runs. Its beats need Akka's timers, its dispatcher and a thread of the pool, as all actors do. They need
/// neither HTCondor nor a disk, so a slow schedd or a slow disk stops no beat.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="beat">The interval of the beats.</param>
internal sealed class WatchdogPulse(TimeProvider clock, TimeSpan beat)
{
    /// <summary>Without a beat for so many intervals, the actors do not run.</summary>
    private const int BeatsAtMost = 12;

    private long _last = clock.GetTimestamp();

    public void Beat() => Volatile.Write(ref _last, clock.GetTimestamp());

    /// <summary>Why the actors do not run; null if they do.</summary>
    public string? Fault =>
        clock.GetElapsedTime(Volatile.Read(ref _last)) is var silence && silence > beat * BeatsAtMost
            ? FormattableString.Invariant($"the watchdog of the actors has not run for {silence.TotalSeconds:0} s")
            : null;
}
