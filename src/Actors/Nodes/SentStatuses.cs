using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// What has come from another node about its pods. It goes to the board when that node says that all nodes have it
/// (<see cref="UntoldStatuses"/>).
/// </summary>
/// <param name="node">The other node.</param>
/// <param name="board">Gets the statuses.</param>
internal sealed class SentStatuses(string node, StatusBoard board)
{
    private readonly Queue<(long Number, Action Take)> _waiting = [];
    private List<(PodUid, ReadOnlyMemory<byte>)>? _parts;
    private long _life;
    private long _told;
    private int _differences;

    /// <summary>The last message that has come.</summary>
    public long Number { get; private set; }

    /// <summary>True if all statuses of the node have come once.</summary>
    public bool IsComplete { get; private set; }

    /// <returns>False if a message is missing, so that all statuses must be asked for.</returns>
    public bool Take(StatusChanges changes)
    {
        var isNext = changes.Life == _life && changes.Number == Number + 1;
        Begin(changes.Life);
        Number = changes.Number;
        _waiting.Enqueue((changes.Number, () => Put(changes.Changes)));
        Flow();
        return isNext;
    }

    /// <returns>True if all parts have come.</returns>
    public bool Take(StatusPart part)
    {
        if (part.IsFirst)
            _parts = [];
        if (_parts is not { } parts)
            return false;
        parts.AddRange(part.Statuses.Where(pod => pod.Fragment is not null).Select(pod => (pod.Uid, pod.Fragment!.Value)));
        if (!part.IsLast)
            return false;
        var isFirst = !IsComplete || part.Life != _life;
        Begin(part.Life);
        _parts = null;
        (Number, IsComplete, _differences) = (part.Number, true, 0);
        _waiting.Clear();
        _waiting.Enqueue((part.Number, () => board.Elsewhere.ReplaceAll(node, [.. parts.Where(pod => !board.IsOwn(pod.Item1))])));
        // A node that has just joined has told nothing yet, and so takes nothing back.
        if (isFirst)
            TakeAll();
        else
            Flow();
        return true;
    }

    /// <summary>The node tells everything up to this message.</summary>
    public void Told(long life, long number)
    {
        if (life != _life)
            return;
        _told = Math.Max(_told, number);
        Flow();
    }

    /// <summary>The node is gone, and may have told all that has come.</summary>
    public void TakeAll()
    {
        while (_waiting.TryDequeue(out var next))
            next.Take();
    }

    /// <returns>True if the statuses are others than the node's, for the second time in a row. A message may be under way once.</returns>
    public bool Differs(StatusDigest digest)
    {
        var isWhole = digest.Count != StatusDigest.NumberOnly;
        // A whole digest is sent only when all is told.
        if (isWhole)
            Told(digest.Life, digest.Number);
        var isSame =
            (digest.Life, digest.Number) == (_life, Number) && (!isWhole || board.Elsewhere.DigestOf(node) == (digest.Count, digest.Hash));
        // Between two whole digests come many numbers alone, which say nothing of the statuses.
        if (isSame && !isWhole)
            return false;
        _differences = isSame ? 0 : _differences + 1;
        if (_differences < 2)
            return false;
        _differences = 0;
        return true;
    }

    private void Begin(long life)
    {
        if (life == _life)
            return;
        _waiting.Clear();
        (_life, _told) = (life, 0);
    }

    private void Flow()
    {
        while (_waiting.TryPeek(out var next) && next.Number <= _told)
            _waiting.Dequeue().Take();
    }

    private void Put(IReadOnlyList<(PodUid Uid, ReadOnlyMemory<byte>? Fragment)> changes)
    {
        foreach (var (uid, fragment) in changes)
            if (fragment is { } status)
                board.TakeFrom(node, uid, status);
            else
                board.Elsewhere.Remove(uid, node);
    }
}
