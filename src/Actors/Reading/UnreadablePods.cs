using System.Collections.Concurrent;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>
/// The pods whose events cannot be read at the moment. An answer has the status that was published before, or leaves the pod out. No
/// request waits for such a pod. Any thread may read and write.
/// </summary>
internal sealed class UnreadablePods
{
    private readonly ConcurrentDictionary<PodUid, (DateTimeOffset Since, bool Exists)> _pods = new();

    /// <summary>Those that exist, and since when their events cannot be read.</summary>
    public IEnumerable<(PodUid Uid, DateTimeOffset Since)> All =>
        _pods.Where(entry => entry.Value.Exists).Select(entry => (entry.Key, entry.Value.Since));

    /// <param name="uid">The pod.</param>
    /// <param name="now">The time.</param>
    /// <param name="exists">False if nobody knows whether there is such a pod.</param>
    public void Add(PodUid uid, DateTimeOffset now, bool exists = true) =>
        _pods.AddOrUpdate(uid, (now, exists), (_, before) => (before.Since, before.Exists || exists));

    public void Remove(PodUid uid) => _pods.TryRemove(uid, out _);

    public bool Contains(PodUid uid) => _pods.ContainsKey(uid);

    /// <summary>Null if the pod's events can be read, as far as this process knows.</summary>
    public DateTimeOffset? SinceOf(PodUid uid) => _pods.TryGetValue(uid, out var entry) ? entry.Since : null;
}
