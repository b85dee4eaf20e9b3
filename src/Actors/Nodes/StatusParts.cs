using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Nodes;

/// <summary>Gathers the parts of all statuses of another node, and notices one that is lost.</summary>
internal sealed class StatusParts
{
    private readonly List<StatusPart> _parts = [];
    private bool _isLost;

    /// <returns><see cref="SentAnswer.Confirm"/> if all parts have come.</returns>
    public SentAnswer Take(StatusPart part)
    {
        if (part.Index == 0)
        {
            _parts.Clear();
            _isLost = false;
        }
        if (part.Index == _parts.Count && (_parts.Count == 0 || (_parts[0].Life, _parts[0].Number) == (part.Life, part.Number)))
        {
            _parts.Add(part);
            return _parts.Count < part.Count ? SentAnswer.Wait : SentAnswer.Confirm;
        }
        // The parts after a lost one are of no use. The first of them asks for all again.
        _parts.Clear();
        if (_isLost)
            return SentAnswer.Wait;
        _isLost = true;
        return SentAnswer.AskForAll;
    }

    /// <summary>The node's pods, and those that no node has.</summary>
    public (List<(PodUid, ReadOnlyMemory<byte>)> Own, List<(PodUid, ReadOnlyMemory<byte>)> Orphans) TakeAll()
    {
        var pods = (PodsOf(false), PodsOf(true));
        _parts.Clear();
        return pods;
    }

    private List<(PodUid, ReadOnlyMemory<byte>)> PodsOf(bool ofOrphans) =>
        [
            .. from part in _parts
            where part.OfOrphans == ofOrphans
            from pod in part.Statuses
            where pod.Fragment is not null
            select (pod.Uid, pod.Fragment!.Value),
        ];
}
