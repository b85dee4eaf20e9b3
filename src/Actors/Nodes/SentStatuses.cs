using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Nodes;

/// <summary>What to answer to a message with statuses.</summary>
internal enum SentAnswer
{
    /// <summary>Nothing yet.</summary>
    Wait,

    /// <summary>Everything up to the message is there.</summary>
    Confirm,

    /// <summary>A message is missing, or the statuses differ.</summary>
    AskForAll,
}

/// <summary>
/// The statuses that another node has sent of its pods. They go to the board when that node says that all nodes have them
/// (<see cref="UntoldStatuses"/>).
/// </summary>
/// <param name="node">The other node.</param>
/// <param name="board">Gets the statuses.</param>
internal sealed class SentStatuses(string node, StatusBoard board)
{
    /// <summary>How many digests come between two requests for all statuses. They come every second.</summary>
    private const int AskAgainAfter = 5;

    private readonly Queue<(long Number, Action Take)> _waiting = [];
    private readonly StatusParts _parts = new();
    private long _life;
    private long _told;
    private long _number;
    private long _taken;
    private bool _isBehind = true;
    private int _behindFor;
    private int _differences;

    /// <summary>True if all statuses of the node have come once.</summary>
    public bool IsComplete { get; private set; }

    public SentAnswer Take(StatusChanges changes)
    {
        var (wasBehind, isNext) = (_isBehind, changes.Life == _life && changes.Number == _number + 1);
        Begin(changes.Life);
        _number = changes.Number;
        var arrived = Environment.TickCount64;
        _waiting.Enqueue((changes.Number, () => Put(changes.Changes, arrived)));
        Flow();
        if (isNext && !_isBehind)
            return SentAnswer.Confirm;
        // A message is missing. Nothing more is confirmed until the node has sent all statuses again.
        _isBehind = true;
        return wasBehind ? SentAnswer.Wait : SentAnswer.AskForAll;
    }

    public SentAnswer Take(StatusPart part)
    {
        var answer = _parts.Take(part);
        if (answer == SentAnswer.AskForAll)
            return Again();
        if (answer == SentAnswer.Wait)
            return answer;
        var isFirst = !IsComplete || part.Life != _life;
        Begin(part.Life);
        var (own, orphans) = _parts.TakeAll();
        (_number, IsComplete, _isBehind, _behindFor, _differences) = (part.Number, true, false, 0, 0);
        _waiting.Clear();
        var arrived = Environment.TickCount64;
        if (isFirst)
            foreach (var (uid, fragment) in orphans)
                board.TakeOrphan(uid, fragment);
        _waiting.Enqueue((part.Number, () => board.TakeAllFrom(node, own, arrived)));
        // A node that has just joined has told nothing yet, and so takes nothing back.
        if (isFirst)
            TakeAll();
        else
            Flow();
        return SentAnswer.Confirm;
    }

    /// <summary>The other node shows its callers everything up to this message.</summary>
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
            Take(next);
    }

    /// <summary>Compares the statuses that have come with the other node's own digest.</summary>
    public SentAnswer Compare(StatusDigest digest)
    {
        // A whole digest is of what is told.
        if (digest.Count != StatusDigest.NumberOnly)
        {
            Told(digest.Life, digest.Number);
            if (_isBehind || (digest.Life, digest.Number) != (_life, _taken))
                return SentAnswer.Wait;
            _differences = board.Elsewhere.DigestOf(node) == (digest.Count, digest.Hash) ? 0 : _differences + 1;
            return _differences < 2 ? SentAnswer.Wait : Again();
        }
        if (!_isBehind && (digest.Life, digest.Number) == (_life, _number))
        {
            _behindFor = 0;
            return SentAnswer.Confirm; // the confirmation may have been lost
        }
        return ++_behindFor % AskAgainAfter == 2 ? Again() : SentAnswer.Wait;
    }

    private SentAnswer Again()
    {
        (_differences, _isBehind) = (0, true);
        return SentAnswer.AskForAll;
    }

    private void Begin(long life)
    {
        if (life == _life)
            return;
        _waiting.Clear();
        (_life, _told, _taken) = (life, 0, 0);
    }

    private void Flow()
    {
        while (_waiting.TryPeek(out var next) && next.Number <= _told)
            Take(_waiting.Dequeue());
    }

    private void Take((long Number, Action Take) next)
    {
        next.Take();
        _taken = next.Number;
    }

    private void Put(IReadOnlyList<(PodUid Uid, ReadOnlyMemory<byte>? Fragment)> changes, long arrived)
    {
        foreach (var (uid, fragment) in changes)
            if (fragment is { } status)
                board.TakeFrom(node, uid, status, arrived);
            else
                board.TakeEnd(node, uid);
    }
}
