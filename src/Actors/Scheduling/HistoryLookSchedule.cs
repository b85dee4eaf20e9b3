using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// When the history may be read and how far back. One look at a time. After a look that took long, or failed, the next one waits: the
/// reading of a long history costs a core, and a history that hangs costs a process each time.
/// </summary>
/// <param name="options">The back-off.</param>
/// <param name="clock">The time since the start; a clock that is stepped changes nothing.</param>
internal sealed class HistoryLookSchedule(ActorsOptions options, TimeProvider clock)
{
    /// <summary>The next look waits this many times as long as the last one took: at most a fifth of a core is spent.</summary>
    private const int RestFactor = 4;

    private readonly long _origin = clock.GetTimestamp();
    private TimeSpan _begun;
    private TimeSpan _due;
    private bool _isUnderWay;
    private int _failures;

    // The record of this job was in the history before any poll after this one began.
    private (string GlobalJobId, long Poll)? _mark;

    /// <summary>True: a look begins now. False: one is under way, or it is not time yet.</summary>
    public bool Begin()
    {
        if (_isUnderWay || Now < _due)
            return false;
        (_isUnderWay, _begun) = (true, Now);
        return true;
    }

    /// <param name="seenAt">The number of the poll that saw each of the jobs in the queue, or an earlier one.</param>
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
