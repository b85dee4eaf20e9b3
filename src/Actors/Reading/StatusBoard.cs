using System.Collections.Concurrent;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>
/// The read model: the rendered status of every pod in memory. Each pod writes its own entry once per change, and any thread reads it (ADR
/// 8). The board also notes which pods somebody asks for. It counts time in rounds. A round counts only if somebody asked in it for at
/// least half of the pods whose end is not reported yet.
/// </summary>
internal sealed class StatusBoard(IPodStatusFormat format)
{
    private readonly ConcurrentDictionary<PodUid, Entry> _entries = new();
    private readonly ConcurrentDictionary<PodUid, (DateTimeOffset Since, bool Exists)> _unreadable = new();
    private int _round;
    private int _look;

    /// <summary>The statuses of the pods of other nodes; empty on the only node.</summary>
    public RemoteStatuses Elsewhere { get; } = new();

    /// <summary>Called with each pod of this node whose status is new, or gone. Set once, before there are pods.</summary>
    public Action<PodUid>? Changed { get; set; }

    /// <summary>The pods of this node and their statuses.</summary>
    public IEnumerable<(PodUid Uid, ReadOnlyMemory<byte> Fragment)> All => _entries.Select(entry => (entry.Key, entry.Value.Fragment));

    /// <summary>How many pods this node has, and a number that all their statuses make.</summary>
    public (int Count, long Hash) OwnDigest()
    {
        var (count, hash) = (0, 0L);
        foreach (var (uid, entry) in _entries)
            (count, hash) = (count + 1, hash ^ entry.HashOf(uid));
        return (count, hash);
    }

    /// <param name="uid">The pod.</param>
    /// <param name="status">The pod's status; null leaves the pod out of answers.</param>
    /// <param name="mayHaveBeenTold">True if the status may be from an earlier process, which may have reported the pod's end
    /// already.</param>
    /// <param name="endedAt">When the sidecar learned of the pod's end. The containers' own times come from the node's clock, which may be
    /// wrong by years.</param>
    /// <param name="isUnread">True if the status is null because this process has not read it yet: what another node has sent
    /// stays.</param>
    public void Publish(PodUid uid, PodStatus? status, bool mayHaveBeenTold = false, DateTimeOffset? endedAt = null, bool isUnread = false)
    {
        _unreadable.TryRemove(uid, out _);
        if (status is null)
        {
            if (!isUnread)
                Forget(uid);
            else if (_entries.TryRemove(uid, out _))
                Changed?.Invoke(uid);
            return;
        }
        // Many changes of a pod leave its rendered status the same. Then the old text stays, and no copy replaces it.
        var fragment = format.Render(status);
        var hasEnded = status.Containers.All(container => container.State is Terminated);
        var end = hasEnded ? endedAt?.ToUnixTimeSeconds() ?? 0 : 0;
        if (!_entries.TryGetValue(uid, out var entry))
        {
            _entries[uid] = new Entry(fragment)
            {
                AskedAt = _round,
                HasEnded = hasEnded,
                EndedAt = end,
                EndIsTold = hasEnded && mayHaveBeenTold,
            };
            Elsewhere.Remove(uid);
            Changed?.Invoke(uid);
            return;
        }
        // The new entry is complete before anybody can read it. Otherwise the board would not note that somebody read the end.
        if (entry.Fragment.Span.SequenceEqual(fragment.Span) && entry.HasEnded == hasEnded)
            return;
        _entries[uid] = entry.With(fragment, hasEnded, end);
        Changed?.Invoke(uid);
    }

    /// <summary>The pods that have a status.</summary>
    public int Count => _entries.Count;

    public void Forget(PodUid uid)
    {
        if (_entries.TryRemove(uid, out _) | Elsewhere.Remove(uid))
            Changed?.Invoke(uid);
    }

    /// <summary>The pod moves to another node. Its status stays until that node sends a new one.</summary>
    public void Leave(PodUid uid)
    {
        if (_entries.TryRemove(uid, out var entry))
            Elsewhere.Put(uid, entry.Fragment, owner: null);
    }

    /// <summary>The status of a pod of this node; null if the pod is not here.</summary>
    public ReadOnlyMemory<byte>? FindOwn(PodUid uid) =>
        _entries.TryGetValue(uid, out var entry) ? entry.Fragment : default(ReadOnlyMemory<byte>?);

    /// <summary>Another node has the pod, and sends its status. If the pod is here by now, that node has just lost it.</summary>
    public void TakeFrom(string node, PodUid uid, ReadOnlyMemory<byte> fragment)
    {
        if (!_entries.ContainsKey(uid))
            Elsewhere.Put(uid, fragment, node);
    }

    /// <summary>Somebody asked for this pod on another node.</summary>
    public void NoteAskedElsewhere(PodUid uid)
    {
        if (_entries.TryGetValue(uid, out var entry))
            NoteAsked(entry);
    }

    /// <summary>
    /// Notes that the pod's events cannot be read. Until they can, answers have what was published before, or leave the pod out, and no
    /// request waits for it.
    /// </summary>
    /// <param name="uid">The pod.</param>
    /// <param name="now">The time.</param>
    /// <param name="exists">False if nobody knows whether there is such a pod.</param>
    public void PublishUnreadable(PodUid uid, DateTimeOffset now, bool exists = true) =>
        _unreadable.AddOrUpdate(uid, (now, exists), (_, before) => (before.Since, before.Exists || exists));

    public bool IsUnreadable(PodUid uid) => _unreadable.ContainsKey(uid);

    /// <summary>The pods that exist and whose events cannot be read, and since when.</summary>
    public IEnumerable<(PodUid Uid, DateTimeOffset Since)> Unreadable =>
        _unreadable.Where(entry => entry.Value.Exists).Select(entry => (entry.Key, entry.Value.Since));

    /// <summary>Null if the pod's events can be read, as far as this process knows.</summary>
    public DateTimeOffset? UnreadableSince(PodUid uid) => _unreadable.TryGetValue(uid, out var entry) ? entry.Since : null;

    /// <summary>
    /// Returns the statuses of these pods, and the pods to ask: those that are neither on the board nor known to be unreadable.
    /// </summary>
    public (IReadOnlyList<ReadOnlyMemory<byte>> Found, IReadOnlyList<PodUid> Missing) Read(IReadOnlyList<PodUid> pods)
    {
        var found = new List<ReadOnlyMemory<byte>>(pods.Count);
        List<PodUid>? missing = null;
        foreach (var uid in pods)
        {
            if (_entries.TryGetValue(uid, out var entry))
            {
                NoteAsked(entry);
                found.Add(entry.Fragment);
            }
            else if (Elsewhere.Read(uid) is { } remote)
                found.Add(remote);
            else if (!IsUnreadable(uid))
                (missing ??= []).Add(uid);
        }
        return (found, (IReadOnlyList<PodUid>?)missing ?? []);
    }

    /// <summary>
    /// Null if the pod is not on the board. (A plain <c>null</c> in the conditional expression would become an empty memory, by conversion
    /// from byte[].)
    /// </summary>
    public ReadOnlyMemory<byte>? Find(PodUid uid) => _entries.TryGetValue(uid, out var entry) ? entry.Fragment : Elsewhere.Find(uid);

    /// <summary>Ends a round.</summary>
    /// <param name="rounds">At least 1.</param>
    /// <returns>The pods that nobody asked for in so many counted rounds. They include ended pods, as long as nobody has asked for them
    /// after their end.</returns>
    public IReadOnlyList<PodUid> NextRound(int rounds)
    {
        // If a person asks for one pod while interLink is down, the other pods must not become forgotten pods.
        var (living, asked) = (0, 0);
        foreach (var entry in _entries.Values)
        {
            if (entry.EndIsTold)
                continue;
            living++;
            if (entry.AskedInLook == _look)
                asked++;
        }
        _look++;
        if (asked > 0 && asked * 2 >= living)
            _round++;
        var before = _round - rounds;
        return before < 0
            ? []
            : [.. _entries.Where(entry => entry.Value.AskedAt <= before && !entry.Value.EndIsTold).Select(entry => entry.Key)];
    }

    /// <summary>
    /// The pods whose end was reported, that ended a long time ago, and that nobody asked for in the last counted rounds. The Virtual
    /// Kubelet does not ask for ended pods, so only their age suggests that their delete was lost.
    /// </summary>
    /// <param name="rounds">At least 1.</param>
    /// <param name="now">The present time. It becomes the end time of ended pods whose end time is unknown.</param>
    /// <param name="age">Only pods that ended at least this long before <paramref name="now"/>.</param>
    public IReadOnlyList<PodUid> EndedLongAgo(int rounds, DateTimeOffset now, TimeSpan age)
    {
        var found = new List<PodUid>();
        foreach (var (uid, entry) in _entries)
        {
            if (!entry.EndIsTold)
                continue;
            // An end in the future, or without a time, gets the present time.
            if (entry.EndedAt == 0 || entry.EndedAt > now.ToUnixTimeSeconds())
                entry.EndedAt = now.ToUnixTimeSeconds();
            if (entry.AskedAt <= _round - rounds && entry.EndedAt <= (now - age).ToUnixTimeSeconds())
                found.Add(uid);
        }
        return found;
    }

    // Writes only what changes. Otherwise threads that read the same pods would contend for the cache lines.
    private void NoteAsked(Entry entry)
    {
        if (entry.AskedAt != _round)
            entry.AskedAt = _round;
        if (entry.HasEnded && !entry.EndIsTold)
            entry.EndIsTold = true;
        if (entry.AskedInLook != _look)
            entry.AskedInLook = _look;
    }

    /// <summary>A new text needs a new entry, because a Memory cannot be replaced atomically.</summary>
    private sealed class Entry(ReadOnlyMemory<byte> fragment)
    {
        private KeptHash _hash;

        public ReadOnlyMemory<byte> Fragment => fragment;

        public long HashOf(PodUid uid) => _hash.Of(uid, fragment.Span);

        /// <summary>The last round in which somebody asked for the pod, or the round in which the entry was made.</summary>
        public int AskedAt { get; set; }

        /// <summary>The number of the last call of <see cref="NextRound"/> before which somebody asked for the pod.</summary>
        public int AskedInLook { get; set; } = -1;

        public bool HasEnded { get; init; }
        public bool EndIsTold { get; set; }

        /// <summary>Unix seconds; 0 if the pod has not ended, or nobody knows when.</summary>
        public long EndedAt { get; set; }

        public Entry With(ReadOnlyMemory<byte> other, bool hasEnded, long endedAt) =>
            new(other)
            {
                AskedAt = AskedAt,
                AskedInLook = AskedInLook,
                HasEnded = hasEnded,
                EndedAt = endedAt > 0 ? endedAt : EndedAt,
                EndIsTold = EndIsTold,
            };
    }
}
