using System.Collections.Concurrent;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>
/// This node's read model: the rendered status of every pod that lives here. Written by the pods (each its own entry, once per
/// change), read by whoever asks (ADR 8).
/// </summary>
internal sealed class StatusBoard(IPodStatusFormat format)
{
    private readonly ConcurrentDictionary<PodUid, ReadOnlyMemory<byte>> _fragments = new();
    private readonly ConcurrentDictionary<PodUid, bool> _unreadable = new();

    public void Publish(PodUid uid, PodStatus? status)
    {
        _unreadable.TryRemove(uid, out _);
        if (status is null)
        {
            Forget(uid);
            return;
        }
        // Much that a pod hears changes nothing of what is told: what was told stays then, and no copy of it takes its place.
        var fragment = format.Render(status);
        if (Find(uid) is not { } told || !told.Span.SequenceEqual(fragment.Span)) _fragments[uid] = fragment;
    }

    public void Forget(PodUid uid) => _fragments.TryRemove(uid, out _);

    /// <summary>The pod's events cannot be read: until they can, it is left out of every answer and nobody waits for it. False: that was known.</summary>
    public bool PublishUnreadable(PodUid uid) => _unreadable.TryAdd(uid, true);

    public bool IsUnreadable(PodUid uid) => _unreadable.ContainsKey(uid);

    /// <summary>What is here of these pods, and which of them are to be asked for: neither here nor known to be unreadable.</summary>
    public (IReadOnlyList<ReadOnlyMemory<byte>> Found, IReadOnlyList<PodUid> Missing) Read(IReadOnlyList<PodUid> pods)
    {
        var found = new List<ReadOnlyMemory<byte>>(pods.Count);
        List<PodUid>? missing = null;
        foreach (var uid in pods)
        {
            if (Find(uid) is { } fragment) found.Add(fragment);
            else if (!IsUnreadable(uid)) (missing ??= []).Add(uid);
        }
        return (found, (IReadOnlyList<PodUid>?)missing ?? []);
    }

    /// <summary>Null: not on this board. (A bare <c>null</c> beside a memory would be an empty memory: it converts by way of byte[].)</summary>
    public ReadOnlyMemory<byte>? Find(PodUid uid) => _fragments.TryGetValue(uid, out var fragment) ? fragment : default(ReadOnlyMemory<byte>?);
}
