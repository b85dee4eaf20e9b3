using System.Collections.Concurrent;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// The pods of this node that wait to try something again since a call to the scheduler failed. Their waits grow while it is away: when
/// it is seen again, nobody has to sit the wait out.
/// </summary>
internal sealed class PodsWaitingForScheduler
{
    private readonly ConcurrentDictionary<PodUid, bool> _pods = new();

    public void Add(PodUid pod) => _pods[pod] = true;

    public void Remove(PodUid pod) => _pods.TryRemove(pod, out _);

    /// <summary>All of them; from now on they are not waiting.</summary>
    public IReadOnlyList<PodUid> TakeAll() => [.. _pods.Keys.Where(pod => _pods.TryRemove(pod, out _))];
}
