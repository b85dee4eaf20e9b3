using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>
/// The status of one pod of this node on the board, and who has asked for it. A new text needs a new entry, because a Memory cannot be
/// replaced atomically.
/// </summary>
internal sealed class StatusEntry(ReadOnlyMemory<byte> fragment, long number)
{
    private KeptHash _hash;

    public ReadOnlyMemory<byte> Fragment => fragment;

    /// <summary>A newer entry has a higher one. 0 on the only node.</summary>
    public long Number => number;

    /// <summary>What callers get while this status is held back; null if it is not.</summary>
    public StatusEntry? Earlier { get; set; }

    /// <summary>What callers get.</summary>
    public StatusEntry Told => Earlier ?? this;

    /// <summary>True if there is nothing that callers may get.</summary>
    public bool IsNothing => fragment.IsEmpty;

    public long HashOf(PodUid uid) => _hash.Of(uid, fragment.Span);

    /// <summary>The last round in which somebody asked for the pod, or the round in which the entry was made.</summary>
    public int AskedAt { get; set; }

    /// <summary>The number of the last call of <see cref="NextRound"/> before which somebody asked for the pod.</summary>
    public int AskedInLook { get; set; } = -1;

    public bool HasEnded { get; set; }
    public bool EndIsTold { get; set; }

    /// <summary>Unix seconds; 0 if the pod has not ended, or nobody knows when.</summary>
    public long EndedAt { get; set; }

    /// <summary>Fills an entry that takes the place of this one.</summary>
    public StatusEntry With(StatusEntry next, bool hasEnded, long endedAt, bool isHeldBack)
    {
        (next.AskedAt, next.AskedInLook, next.HasEnded) = (AskedAt, AskedInLook, hasEnded);
        (next.EndedAt, next.EndIsTold) = (endedAt > 0 ? endedAt : EndedAt, EndIsTold);
        next.Earlier = isHeldBack ? Told : null;
        return next;
    }
}
