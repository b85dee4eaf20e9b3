using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Decides when the history may be read, and how far back. There is one look at a time. After a look that took long or failed, the next one
/// waits: reading a long history costs a core, and a history that hangs costs a process each time.
/// </summary>
/// <param name="options">The back-off.</param>
/// <param name="clock">Measures the time since the start, which a change of the system time does not affect.</param>
internal sealed class HistoryLookSchedule(ActorsOptions options, TimeProvider clock)
{
    /// <summary>The next look waits this many times as long as the last one took, so looks cost at most a fifth of a core.</summary>
    private const int RestFactor = 4;

    private readonly long _origin = clock.GetTimestamp();
    private TimeSpan _begun;
    private TimeSpan _due;
    private bool _isUnderWay;
    private int _failures;

    // This job was in the history before any poll after this one began.
    private (string GlobalJobId, long Poll)? _mark;

    /// <summary>Begins a look and returns true; returns false if one is in progress or not due yet.</summary>
    public bool Begin()
    {
        if (_isUnderWay || Now < _due)
            return false;
        (_isUnderWay, _begun) = (true, Now);
        return true;
    }

    /// <param name="seenAt">The number of a poll up to which the queue still had each of the wanted jobs.</param>
    public HistoryReach Reach(long seenAt) =>
        _mark is { } mark && seenAt > mark.Poll ? HistoryReach.BackTo(mark.GlobalJobId) : HistoryReach.Whole;

    /// <param name="found">What the look found.</param>
    /// <param name="poll">The number of the last poll that has begun.</param>
    public void End(JobQuery found, long poll)
    {
        _isUnderWay = false;
        _failures = found.Failure is null ? 0 : _failures + 1;
        var rest = found.Failure is null ? (Now - _begun) * RestFactor : options.RetryAfter * Math.Pow(2, Math.Min(_failures, 16));
        _due = Now + (rest < options.RetryAtMost ? rest : options.RetryAtMost);
        var newest = found.Jobs.Where(ad => ad is { FromHistory: true, GlobalJobId: not null }).MaxBy(ad => ad.StatusSince);
        if (newest?.GlobalJobId is { } job)
            _mark = (job, poll);
    }

    private TimeSpan Now => clock.GetElapsedTime(_origin);
}
