using System.Collections.Concurrent;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// The pods that wait to retry a call that failed. Their waits grow while the scheduler is unreachable; when it answers again, they retry
/// at once.
/// </summary>
internal sealed class PodsWaitingForScheduler
{
    private readonly ConcurrentDictionary<PodUid, bool> _pods = new();
    private readonly ConcurrentDictionary<PodUid, bool> _failing = new();
    private volatile bool _isOutage;

    /// <summary>True while the poller cannot see the queue, and for one more poll, because calls that began in the outage fail
    /// late.</summary>
    public bool IsOutage
    {
        get => _isOutage;
        set => _isOutage = value;
    }

    /// <summary>How many pods' last call failed. Unlike the waiting ones, they include those that try again now.</summary>
    public int Failing => _failing.Count;

    public void Failed(PodUid pod) => _failing[pod] = true;

    public void GoesOn(PodUid pod)
    {
        // Count and TryRemove take locks; most calls succeed.
        if (!_failing.IsEmpty)
            _failing.TryRemove(pod, out _);
    }

    public void Add(PodUid pod) => _pods[pod] = true;

    public void Remove(PodUid pod) => _pods.TryRemove(pod, out _);

    /// <summary>Returns all waiting pods and clears the list.</summary>
    public IReadOnlyList<PodUid> TakeAll() => [.. _pods.Keys.Where(pod => _pods.TryRemove(pod, out _))];
}
