using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>
/// The rendered statuses of pods whose actors are on other nodes, as those nodes have sent them. A pod whose node has ended keeps its last
/// status until its new node sends one.
/// </summary>
internal sealed class RemoteStatuses
{
    /// <summary>No message between two nodes is under way for longer, unless the sender was cut off.</summary>
    private const long LateMilliseconds = 5_000;

    private readonly ConcurrentDictionary<PodUid, Entry> _entries = new();

    /// <summary>The pod's last status; null if there is none here.</summary>
    public ReadOnlyMemory<byte>? Find(PodUid uid) => _entries.TryGetValue(uid, out var entry) ? entry.Told : default;

    /// <summary>The same, and notes that somebody asked for the pod.</summary>
    public ReadOnlyMemory<byte>? Read(PodUid uid)
    {
        if (!_entries.TryGetValue(uid, out var entry))
            return default;
        if (!entry.IsAsked)
            entry.IsAsked = true;
        return entry.Told;
    }

    /// <summary>True if the pod has left its node, and no other node has it yet.</summary>
    public bool IsOrphan(PodUid uid) => _entries.TryGetValue(uid, out var entry) && entry.Owner is null;

    /// <summary>The pods that no node has at the moment, with their last statuses: they move, or their events cannot be read.</summary>
    public IEnumerable<(PodUid Uid, ReadOnlyMemory<byte> Fragment)> Orphans =>
        from entry in _entries
        where entry.Value is { Owner: null, Told: not null }
        select (entry.Key, entry.Value.Fragment);

    /// <summary>How many pods no node has at the moment.</summary>
    public int OrphansCount => _entries.Count(entry => entry.Value.Owner is null);

    /// <summary>Takes the last status of a pod that no node has, unless there is one here already.</summary>
    public void PutOrphan(PodUid uid, ReadOnlyMemory<byte> fragment) =>
        _entries.TryAdd(uid, new Entry(fragment, null, null, Environment.TickCount64));

    /// <summary>The node that has the pod; null if that is not known.</summary>
    public string? OwnerOf(PodUid uid) => _entries.GetValueOrDefault(uid)?.Owner;

    /// <param name="uid">The pod.</param>
    /// <param name="fragment">Its status; empty if callers may not get one yet.</param>
    /// <param name="owner">The name of its node; null if it has just left its node.</param>
    /// <param name="arrivedAt">When it came, in milliseconds of the system's uptime; null: now.</param>
    /// <returns>False for a late message.</returns>
    /// <remarks>When a pod has moved, a late message of its former node is older than what its new node has sent.</remarks>
    public bool Put(PodUid uid, ReadOnlyMemory<byte> fragment, string? owner, long? arrivedAt = null)
    {
        var now = arrivedAt ?? Environment.TickCount64;
        var put = _entries.AddOrUpdate(
            uid,
            _ => new Entry(fragment, owner, null, now),
            (_, before) =>
                before.Owner == owner ? new Entry(fragment, owner, before.Former, before.Since) { IsAsked = before.IsAsked }
                : owner is not null && owner == before.Former && now - before.Since < LateMilliseconds ? before
                : new Entry(fragment, owner, before.Owner ?? before.Former, now) { IsAsked = before.IsAsked }
        );
        return put.Owner == owner;
    }

    /// <summary>The pod is gone, or is on this node now.</summary>
    /// <returns>True if there was an entry.</returns>
    public bool Remove(PodUid uid) => _entries.TryRemove(uid, out _);

    /// <summary>The pod is gone, as a node says that had it.</summary>
    public void Remove(PodUid uid, string owner)
    {
        if (_entries.TryGetValue(uid, out var entry) && (entry.Owner is null || entry.Owner == owner))
            _entries.TryRemove(KeyValuePair.Create(uid, entry));
    }

    /// <summary>
    /// Replaces all that a node has sent before. A pod that it no longer has may be one that it cannot read at the moment, so the pod keeps
    /// its last status like those of a node that has ended.
    /// </summary>
    public void ReplaceAll(string owner, IReadOnlyCollection<(PodUid Uid, ReadOnlyMemory<byte> Fragment)> all, long? arrivedAt = null)
    {
        foreach (var (uid, fragment) in all)
            Put(uid, fragment, owner, arrivedAt);
        var present = all.Select(each => each.Uid).ToHashSet();
        foreach (var (uid, entry) in _entries)
            if (entry.Owner == owner && !present.Contains(uid))
                _entries.TryUpdate(uid, new Entry(entry.Fragment, null, owner, Environment.TickCount64), entry);
    }

    /// <summary>The node has ended. Its pods keep their last statuses, and no longer belong to it.</summary>
    public void Orphan(string owner)
    {
        foreach (var (uid, entry) in _entries)
            if (entry.Owner == owner)
                _entries.TryUpdate(uid, new Entry(entry.Fragment, null, owner, Environment.TickCount64), entry);
    }

    /// <summary>Removes the pods that have left their node for so long, and that no other node has taken over.</summary>
    public void RemoveOrphans(TimeSpan age)
    {
        var before = Environment.TickCount64 - (long)age.TotalMilliseconds;
        foreach (var (uid, entry) in _entries)
            if (entry.Owner is null && entry.Since <= before)
                _entries.TryRemove(KeyValuePair.Create(uid, entry));
    }

    /// <summary>The pods that somebody asked for here since the last call, by the names of their nodes.</summary>
    public IReadOnlyDictionary<string, List<PodUid>> TakeAsked()
    {
        var asked = new Dictionary<string, List<PodUid>>(StringComparer.Ordinal);
        foreach (var (uid, entry) in _entries)
        {
            if (!entry.IsAsked || entry.Owner is not { } owner)
                continue;
            entry.IsAsked = false;
            (CollectionsMarshal.GetValueRefOrAddDefault(asked, owner, out _) ??= []).Add(uid);
        }
        return asked;
    }

    /// <summary>How many pods each node has.</summary>
    public IReadOnlyDictionary<string, int> CountByOwner()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (_, entry) in _entries)
            if (entry.Owner is { } owner)
                CollectionsMarshal.GetValueRefOrAddDefault(counts, owner, out _)++;
        return counts;
    }

    /// <summary>How many pods this node has of another one, and a number that all their statuses make.</summary>
    public (int Count, long Hash) DigestOf(string owner)
    {
        var (count, hash) = (0, 0L);
        foreach (var (uid, entry) in _entries)
            if (entry.Owner == owner)
                (count, hash) = (count + 1, hash ^ entry.HashOf(uid));
        return (count, hash);
    }

    private sealed class Entry(ReadOnlyMemory<byte> fragment, string? owner, string? former, long since)
    {
        private KeptHash _hash;

        public ReadOnlyMemory<byte> Fragment => fragment;

        /// <summary>Null if there is nothing that callers may get.</summary>
        public ReadOnlyMemory<byte>? Told => fragment.IsEmpty ? default(ReadOnlyMemory<byte>?) : fragment;
        public string? Owner => owner;

        /// <summary>The node that had the pod before.</summary>
        public string? Former => former;

        /// <summary>Since when the owner has it, in milliseconds of the system's uptime.</summary>
        public long Since => since;
        public bool IsAsked { get; set; }

        public long HashOf(PodUid uid) => _hash.Of(uid, fragment.Span);
    }
}
