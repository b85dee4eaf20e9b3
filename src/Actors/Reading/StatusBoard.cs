using System.Collections.Concurrent;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>
/// This node's read model: the rendered status of every pod that lives here. Written by the pods (each its own entry, once per
/// change), read by whoever asks (ADR 8). It also notes which pods are asked for. Time is counted in rounds. A round counts only if at
/// least half of the pods whose end is not told were asked for in it.
/// </summary>
internal sealed class StatusBoard(IPodStatusFormat format)
{
    private readonly ConcurrentDictionary<PodUid, Entry> _entries = new();
    private readonly ConcurrentDictionary<PodUid, bool> _unreadable = new();
    private int _round;
    private int _look;

    /// <param name="uid">The pod.</param>
    /// <param name="status">Null: it is left out of answers.</param>
    /// <param name="mayHaveBeenTold">What it was before this process, so that an end may have been asked for then.</param>
    /// <param name="endedAt">When the pod's end was known here: the clock of the node that wrote the containers' times may be wrong by
    /// years.</param>
    public void Publish(PodUid uid, PodStatus? status, bool mayHaveBeenTold = false, DateTimeOffset? endedAt = null)
    {
        _unreadable.TryRemove(uid, out _);
        if (status is null)
        {
            Forget(uid);
            return;
        }
        // Much that a pod hears changes nothing of what is told: what was told stays then, and no copy of it takes its place.
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
            return;
        }
        // The new entry is complete before anybody can read it. Otherwise a reader of an end would not be noted.
        if (!entry.Fragment.Span.SequenceEqual(fragment.Span) || entry.HasEnded != hasEnded)
            _entries[uid] = entry.With(fragment, hasEnded, end);
    }

    public void Forget(PodUid uid) => _entries.TryRemove(uid, out _);

    /// <summary>The pod's events cannot be read: until they can, it is left out of every answer and nobody waits for it. False: that was
    /// known.</summary>
    public bool PublishUnreadable(PodUid uid) => _unreadable.TryAdd(uid, true);

    public bool IsUnreadable(PodUid uid) => _unreadable.ContainsKey(uid);

    /// <summary>What is here of these pods, and which of them are to be asked for: neither here nor known to be unreadable.</summary>
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
            else if (!IsUnreadable(uid))
                (missing ??= []).Add(uid);
        }
        return (found, (IReadOnlyList<PodUid>?)missing ?? []);
    }

    /// <summary>Null: not on this board. (A bare <c>null</c> beside a memory would be an empty memory: it converts by way of
    /// byte[].)</summary>
    public ReadOnlyMemory<byte>? Find(PodUid uid) =>
        _entries.TryGetValue(uid, out var entry) ? entry.Fragment : default(ReadOnlyMemory<byte>?);

    /// <summary>Ends a round.</summary>
    /// <param name="rounds">At least 1.</param>
    /// <returns>
    /// Pods that nobody asked for in so many rounds that count. An ended pod is among them until somebody has asked for it after its end.
    /// </returns>
    public IReadOnlyList<PodUid> NextRound(int rounds)
    {
        // A person who looks at one pod while interLink is down must not make all others forgotten.
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
    /// The pods whose end was told, that ended a long time ago, and that nobody asked for in the last rounds that count. The Virtual
    /// Kubelet does not ask for ended pods, so only their age says that their deletion was probably lost.
    /// </summary>
    /// <param name="rounds">At least 1.</param>
    /// <param name="now">A pod of which nobody knows when it ended ends with the first call that finds it ended.</param>
    /// <param name="age">Only pods that ended at least this long before <paramref name="now"/>.</param>
    public IReadOnlyList<PodUid> EndedLongAgo(int rounds, DateTimeOffset now, TimeSpan age)
    {
        var found = new List<PodUid>();
        foreach (var (uid, entry) in _entries)
        {
            if (!entry.EndIsTold)
                continue;
            // An end in the future, or one without a time, is now.
            if (entry.EndedAt == 0 || entry.EndedAt > now.ToUnixTimeSeconds())
                entry.EndedAt = now.ToUnixTimeSeconds();
            if (entry.AskedAt <= _round - rounds && entry.EndedAt <= (now - age).ToUnixTimeSeconds())
                found.Add(uid);
        }
        return found;
    }

    // Written only where something changes: all who ask would wait for each other's memory.
    private void NoteAsked(Entry entry)
    {
        if (entry.AskedAt != _round)
            entry.AskedAt = _round;
        if (entry.HasEnded && !entry.EndIsTold)
            entry.EndIsTold = true;
        if (entry.AskedInLook != _look)
            entry.AskedInLook = _look;
    }

    /// <summary>A new text is a new entry, as a memory cannot be replaced in one step.</summary>
    private sealed class Entry(ReadOnlyMemory<byte> fragment)
    {
        public ReadOnlyMemory<byte> Fragment => fragment;

        /// <summary>The last round in which the pod was asked for, or the one in which it came.</summary>
        public int AskedAt { get; set; }

        /// <summary>The last call of <see cref="NextRound"/> before which the pod was asked for, by its number.</summary>
        public int AskedInLook { get; set; } = -1;

        public bool HasEnded { get; init; }
        public bool EndIsTold { get; set; }

        /// <summary>Unix seconds; 0: it has not ended, or nobody knows when.</summary>
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
