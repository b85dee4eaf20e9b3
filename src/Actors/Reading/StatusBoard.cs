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
    private readonly ConcurrentDictionary<PodUid, StatusEntry> _entries = new();
    private readonly ConcurrentDictionary<PodUid, (DateTimeOffset Since, bool Exists)> _unreadable = new();
    private readonly Lock _telling = new();
    private long _made;
    private int _round;
    private int _look;

    /// <summary>The statuses of the pods of other nodes; empty on the only node.</summary>
    public RemoteStatuses Elsewhere { get; } = new();

    /// <summary>
    /// True on one of several nodes: callers get a new status only after <see cref="Tell"/>, that is, when the other nodes have it too. So
    /// no node takes back what another one has told. Set once, before there are pods.
    /// </summary>
    public bool HoldsBack { get; set; }

    /// <summary>Called with each pod of this node whose status is new, or gone. Set once, before there are pods.</summary>
    public Action<PodUid>? Changed { get; set; }

    /// <summary>The pods of this node and their statuses, those that are held back too.</summary>
    public IEnumerable<(PodUid Uid, ReadOnlyMemory<byte> Fragment)> All => _entries.Select(entry => (entry.Key, entry.Value.Fragment));

    /// <summary>How many pods of this node are told, and a number that all their statuses make.</summary>
    public (int Count, long Hash) OwnDigest()
    {
        var (count, hash) = (0, 0L);
        foreach (var (uid, entry) in _entries)
            if (!entry.Told.IsNothing)
                (count, hash) = (count + 1, hash ^ entry.Told.HashOf(uid));
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
            lock (_telling)
            {
                // Before the new one, whose number is higher.
                var earlier = HoldsBack ? Made(Elsewhere.Find(uid) ?? default) : null;
                var made = Made(fragment);
                (made.AskedAt, made.HasEnded, made.EndedAt, made.EndIsTold) = (_round, hasEnded, end, hasEnded && mayHaveBeenTold);
                made.Earlier = earlier;
                _entries[uid] = made;
                Elsewhere.Remove(uid);
            }
            Changed?.Invoke(uid);
            return;
        }
        // The new entry is complete before anybody can read it. Otherwise the board would not note that somebody read the end.
        if (entry.Fragment.Span.SequenceEqual(fragment.Span) && entry.HasEnded == hasEnded)
            return;
        lock (_telling)
            _entries[uid] = entry.With(Made(fragment), hasEnded, end, HoldsBack);
        Changed?.Invoke(uid);
    }

    /// <summary>From now on callers get this status, or a newer one.</summary>
    /// <param name="uid">The pod.</param>
    /// <param name="told">From <see cref="FindNewest"/>.</param>
    public void Tell(PodUid uid, StatusEntry told)
    {
        lock (_telling)
        {
            // The pod has left this node meanwhile. The others tell this status from now on.
            if (!_entries.TryGetValue(uid, out var entry))
            {
                if (Elsewhere.IsOrphan(uid))
                    Elsewhere.Put(uid, told.Fragment, owner: null);
            }
            else if (entry == told)
                entry.Earlier = null;
            else if (entry.Earlier is { } earlier && told.Number > earlier.Number)
                (told.Earlier, entry.Earlier) = (null, told);
        }
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
        // Without a status it is noted too: one that is held back is told later, and the pod is not taken for one that is gone.
        if (_entries.TryRemove(uid, out var entry))
            Elsewhere.Put(uid, entry.Told.Fragment, owner: null);
    }

    /// <summary>The newest status of a pod of this node, held back or not; null if the pod is not here.</summary>
    public StatusEntry? FindNewest(PodUid uid) => _entries.GetValueOrDefault(uid);

    /// <summary>True if the pod is on this node.</summary>
    public bool IsOwn(PodUid uid) => _entries.ContainsKey(uid);

    /// <summary>
    /// Another node has the pod, and sends its status. If the pod is here by now, that node has just lost it, and has told that status.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="uid">The pod.</param>
    /// <param name="fragment">Its status.</param>
    /// <param name="arrivedAt">When it came; null: now.</param>
    public void TakeFrom(string node, PodUid uid, ReadOnlyMemory<byte> fragment, long? arrivedAt = null)
    {
        lock (_telling)
            if (!FillIn(uid, fragment))
                Elsewhere.Put(uid, fragment, node, arrivedAt);
    }

    /// <summary>The same with all pods that the other node has.</summary>
    public void TakeAllFrom(string node, IEnumerable<(PodUid Uid, ReadOnlyMemory<byte> Fragment)> all, long? arrivedAt = null)
    {
        lock (_telling)
            Elsewhere.ReplaceAll(node, [.. all.Where(pod => !FillIn(pod.Uid, pod.Fragment))], arrivedAt);
    }

    /// <summary>Another node sends the last status of a pod that no node has at the moment.</summary>
    public void TakeOrphan(PodUid uid, ReadOnlyMemory<byte> fragment)
    {
        lock (_telling)
            if (!FillIn(uid, fragment))
                Elsewhere.PutOrphan(uid, fragment);
    }

    /// <summary>
    /// A pod may have come to this node before its former status did. Callers get that one while the new one is held back.
    /// </summary>
    /// <returns>True if the pod is on this node.</returns>
    private bool FillIn(PodUid uid, ReadOnlyMemory<byte> fragment)
    {
        if (!_entries.TryGetValue(uid, out var entry))
            return false;
        if (entry.Earlier is { IsNothing: true })
            entry.Earlier = new StatusEntry(fragment, 0);
        return true;
    }

    /// <summary>Somebody asked for this pod on another node.</summary>
    public void NoteAskedElsewhere(PodUid uid)
    {
        if (_entries.TryGetValue(uid, out var entry))
            NoteAsked(entry, entry.Told);
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
    /// <param name="pods">The pods.</param>
    /// <param name="isWhole">False if other nodes may know further pods. Then unreadable pods are asked too.</param>
    public (IReadOnlyList<ReadOnlyMemory<byte>> Found, IReadOnlyList<PodUid> Missing) Read(IReadOnlyList<PodUid> pods, bool isWhole = true)
    {
        var found = new List<ReadOnlyMemory<byte>>(pods.Count);
        List<PodUid>? missing = null;
        foreach (var uid in pods)
        {
            if (_entries.TryGetValue(uid, out var entry))
            {
                var told = entry.Told;
                NoteAsked(entry, told);
                if (!told.IsNothing)
                    found.Add(told.Fragment);
            }
            else if (Elsewhere.Read(uid) is { } remote)
                found.Add(remote);
            else if (!isWhole || !IsUnreadable(uid))
                (missing ??= []).Add(uid);
        }
        return (found, (IReadOnlyList<PodUid>?)missing ?? []);
    }

    /// <summary>
    /// Null if the pod is not on the board. (A plain <c>null</c> in the conditional expression would become an empty memory, by conversion
    /// from byte[].)
    /// </summary>
    public ReadOnlyMemory<byte>? Find(PodUid uid) =>
        !_entries.TryGetValue(uid, out var entry) ? Elsewhere.Find(uid)
        : entry.Told is { IsNothing: false } told ? told.Fragment
        : default(ReadOnlyMemory<byte>?);

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
    private void NoteAsked(StatusEntry entry, StatusEntry told)
    {
        if (entry.AskedAt != _round)
            entry.AskedAt = _round;
        if (!entry.EndIsTold && told.HasEnded)
            entry.EndIsTold = true;
        if (entry.AskedInLook != _look)
            entry.AskedInLook = _look;
    }

    private StatusEntry Made(ReadOnlyMemory<byte> fragment) => new(fragment, HoldsBack ? Interlocked.Increment(ref _made) : 0);
}
