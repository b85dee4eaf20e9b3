using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Reading;

/// <summary>What HTCondor has answered last, for readers that may not wait: the pool's totals, and whether the queue can be seen.</summary>
internal sealed class CondorBoard
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _had = [];
    private PoolTotals? _totals;
    private DateTimeOffset? _totalsAt;
    private volatile bool _queueAnswers;

    /// <summary>The last totals and their time; null if there are none yet.</summary>
    public (PoolTotals Totals, DateTimeOffset At)? Pool
    {
        get
        {
            lock (_gate)
                return _totals is { } totals && _totalsAt is { } at ? (totals, at) : null;
        }
    }

    /// <summary>True if HTCondor answered the last time that the queue was asked for; false before the first time.</summary>
    public bool QueueAnswers
    {
        get => _queueAnswers;
        set => _queueAnswers = value;
    }

    public void ShowPool(PoolTotals totals, DateTimeOffset at)
    {
        lock (_gate)
        {
            (_totals, _totalsAt) = (totals, at);
            _had.UnionWith(totals.Others.Where(other => other.Value > 0).Select(other => other.Key));
        }
    }

    /// <summary>True if the pool has had some of this resource since the start.</summary>
    public bool HasHad(string resource)
    {
        lock (_gate)
            return _had.Contains(resource);
    }
}
