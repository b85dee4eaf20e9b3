using System.Collections.Concurrent;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>
/// The read model: the rendered status of every pod in memory. Each pod writes its own entry once per change, and any thread reads it (ADR
/// 8). The board also notes which pods somebody asks for.
/// </summary>
internal sealed class StatusBoard(IPodStatusFormat format)
{
    private readonly ConcurrentDictionary<PodUid, StatusEntry> _entries = new();
    private readonly AskedRounds _rounds = new();
    private readonly Lock _telling = new();
    private long _made;

    /// <summary>The pods of this node whose events cannot be read.</summary>
    public UnreadablePods Unreadable { get; } = new();

    /// <summary>The statuses of the pods of other nodes; empty on the only node.</summary>
    public RemoteStatuses Elsewhere { get; } = new();

    /// <summary>
    /// True on one of several nodes: callers get a new status only after <see cref="Tell"/>, that is, when the other nodes have it too. So
    /// no node takes back what another one has told. Set once, before there are pods.
    /// </summary>
    public bool HoldsBack { get; set; }

    /// <summary>Called with each pod of this node whose status is new, or gone. Set once, before there are pods.</summary>
    public Action<PodUid>? Changed { get; set; }

    /// <summary>Called with a pod when another node has sent its status or its end.</summary>
    public Action<PodUid>? TakenOver { get; init; }

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
        Unreadable.Remove(uid);
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
                (made.AskedAt, made.HasEnded, made.EndedAt, made.EndIsTold) = (_rounds.Now, hasEnded, end, hasEnded && mayHaveBeenTold);
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

    /// <summary>The pod is on this node and has no status. Another node may still show what it knew of the pod.</summary>
    public void TellNone(PodUid uid) => Changed?.Invoke(uid);

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
            if (!FillIn(uid, fragment) && Elsewhere.Put(uid, fragment, node, arrivedAt))
                LeaveTo(uid);
    }

    /// <summary>The same with all pods that the other node has.</summary>
    public void TakeAllFrom(string node, IEnumerable<(PodUid Uid, ReadOnlyMemory<byte> Fragment)> all, long? arrivedAt = null)
    {
        lock (_telling)
        {
            (PodUid Uid, ReadOnlyMemory<byte> Fragment)[] others = [.. all.Where(pod => !FillIn(pod.Uid, pod.Fragment))];
            Elsewhere.ReplaceAll(node, others, arrivedAt);
            foreach (var (uid, _) in others.Where(pod => Elsewhere.OwnerOf(pod.Uid) == node))
                LeaveTo(uid);
        }
    }

    /// <summary>Another node had the pod, which is gone.</summary>
    public void TakeEnd(string node, PodUid uid)
    {
        lock (_telling)
        {
            Elsewhere.Remove(uid, node);
            if (!IsOwn(uid))
                LeaveTo(uid);
        }
    }

    // What this node last knew of the pod is old from now on.
    private void LeaveTo(PodUid uid)
    {
        Unreadable.Remove(uid);
        TakenOver?.Invoke(uid);
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
            _rounds.Note(entry, entry.Told);
    }

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
                _rounds.Note(entry, told);
                if (!told.IsNothing)
                    found.Add(told.Fragment);
            }
            else if (Elsewhere.Read(uid) is { } remote)
                found.Add(remote);
            else if (!isWhole || !Unreadable.Contains(uid))
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

    /// <inheritdoc cref="AskedRounds.Next" />
    public IReadOnlyList<PodUid> NextRound(int rounds) => _rounds.Next(_entries, rounds);

    /// <inheritdoc cref="AskedRounds.EndedLongAgo" />
    public IReadOnlyList<PodUid> EndedLongAgo(int rounds, DateTimeOffset now, TimeSpan age) =>
        _rounds.EndedLongAgo(_entries, rounds, now, age);

    private StatusEntry Made(ReadOnlyMemory<byte> fragment) => new(fragment, HoldsBack ? Interlocked.Increment(ref _made) : 0);
}
