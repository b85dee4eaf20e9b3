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

    public void Add(PodUid pod) => _pods[pod] = true;

    public void Remove(PodUid pod) => _pods.TryRemove(pod, out _);

    /// <summary>Returns all waiting pods and clears the list.</summary>
    public IReadOnlyList<PodUid> TakeAll() => [.. _pods.Keys.Where(pod => _pods.TryRemove(pod, out _))];
}
