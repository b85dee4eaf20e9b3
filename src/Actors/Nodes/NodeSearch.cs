using HtcondorActors.Actors.Journal;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Nodes;

/// <param name="Nodes">Their names; empty if no other node lives.</param>
/// <param name="Difference">Why this node cannot join them; null if it can.</param>
internal sealed record FoundNodes(IReadOnlyList<string> Nodes, string? Difference);

/// <summary>Finds the nodes that this one is to join. The journal's database knows their names.</summary>
/// <param name="members">The database.</param>
/// <param name="files">The data folder, which all nodes must share.</param>
internal sealed class NodeSearch(PostgresMembers members, INodeFiles files)
{
    private bool _isShown;

    public async Task<FoundNodes> FindAsync()
    {
        if (!_isShown)
            await files.WriteAsync(members.Node, members.Token);
        _isShown = true;
        var all = await members.OthersAsync();
        IReadOnlyList<KnownMember> living = [.. all.Where(other => other.WasSeen)];
        if (living.Count == 0)
        {
            // A member may live although it cannot write at the moment.
            var listening = await NodeProbe.ListeningAsync([.. all.Select(other => other.Name)]);
            living = [.. all.Where(other => listening.Contains(other.Name))];
        }
        string? difference = null;
        foreach (var other in living)
            difference ??= await files.DifferenceAsync(other.Name, other.Token);
        return new([.. living.Select(other => other.Name)], difference);
    }
}
