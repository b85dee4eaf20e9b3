using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Reading;

/// <summary>What HTCondor has answered last, for readers that may not wait: the pool's totals, whether the queue can be
/// seen, and which schedd it is.</summary>
internal sealed class CondorBoard
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _had = [];
    private PoolTotals? _totals;
    private DateTimeOffset? _totalsAt;
    private DateTimeOffset? _queueSeenAt;
    private string? _queueTrouble;
    private bool _queueAnswers;
    private volatile ScheddName? _schedd;

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
        get
        {
            lock (_gate)
                return _queueAnswers;
        }
    }

    /// <summary>The last time that HTCondor listed the queue; null before the first time.</summary>
    public DateTimeOffset? QueueSeenAt
    {
        get
        {
            lock (_gate)
                return _queueSeenAt;
        }
    }

    /// <summary>Why the queue could not be listed the last time; null if it could.</summary>
    public string? QueueTrouble
    {
        get
        {
            lock (_gate)
                return _queueTrouble;
        }
    }

    /// <summary>Shows the result of a poll of the queue.</summary>
    /// <param name="trouble">Why there is no list; null if there is one.</param>
    /// <param name="at">When.</param>
    public void ShowQueue(string? trouble, DateTimeOffset at)
    {
        lock (_gate)
            (_queueAnswers, _queueTrouble, _queueSeenAt) = (trouble is null, trouble, trouble is null ? at : _queueSeenAt);
    }

    /// <summary>The schedd to which this node's jobs go, by its own name; null until it has said it.</summary>
    public ScheddName? Schedd => _schedd;

    public void ShowSchedd(ScheddName name) => _schedd = name;

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
