using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// New statuses of this node's pods that are held back until all other nodes have them (pure but for its memory). Then no node takes back
/// what another one has told, whichever of them is killed, mute or cut off.
/// </summary>
/// <param name="clock">Measures how long one is held back.</param>
internal sealed class UntoldStatuses(TimeProvider clock)
{
    /// <summary>A node that is dead is no member any more by then. One that lives and does not answer keeps the others back no longer.
    /// </summary>
    public static readonly TimeSpan AtMost = TimeSpan.FromSeconds(30);

    private readonly Queue<Message> _untold = [];
    private readonly Dictionary<string, long> _received = new(StringComparer.Ordinal);

    private sealed record Message(long Number, long At, IReadOnlyList<(PodUid Uid, StatusEntry Status)> Statuses);

    /// <summary>The number of the last message whose statuses callers may get.</summary>
    public long Told { get; private set; }

    /// <summary>A message with these statuses was sent to the other nodes.</summary>
    public void Sent(long number, IReadOnlyList<(PodUid Uid, StatusEntry Status)> statuses) =>
        _untold.Enqueue(new Message(number, clock.GetTimestamp(), statuses));

    /// <summary>A node has everything up to this message.</summary>
    public void Received(string node, long number) => _received[node] = Math.Max(number, _received.GetValueOrDefault(node));

    /// <summary>A node is a new member, or none any more.</summary>
    public void Forget(string node) => _received.Remove(node);

    /// <summary>The statuses that may be told now.</summary>
    /// <param name="others">The other members.</param>
    public List<(PodUid Uid, StatusEntry Status)> Take(IEnumerable<string> others)
    {
        var (least, taken) = (long.MaxValue, new List<(PodUid, StatusEntry)>());
        foreach (var node in others)
            least = Math.Min(least, _received.GetValueOrDefault(node));
        while (_untold.TryPeek(out var first) && (first.Number <= least || clock.GetElapsedTime(first.At) >= AtMost))
        {
            _untold.Dequeue();
            Told = first.Number;
            taken.AddRange(first.Statuses);
        }
        return taken;
    }
}
