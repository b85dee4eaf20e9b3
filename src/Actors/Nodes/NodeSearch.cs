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
    private Task<FoundNodes>? _search;

    /// <summary>While the folder hangs, all who ask wait for the same search.</summary>
    public Task<FoundNodes> FindAsync() => _search is { IsCompleted: false } search ? search : _search = SearchAsync();

    /// <summary>Somebody may have removed this node's file. Without it, no other node could join.</summary>
    public async Task ShowAsync()
    {
        if (await files.DifferenceAsync(members.Node, members.Token) is not null)
            await files.WriteAsync(members.Node, members.Token);
    }

    private async Task<FoundNodes> SearchAsync()
    {
        await ShowAsync();
        var all = await members.OthersAsync();
        IReadOnlyList<KnownMember> living = [.. all.Where(other => other.WasSeen)];
        if (living.Count == 0)
        {
            // A member may live although it cannot write at the moment.
            var listening = await NodeProbe.ListeningAsync([.. all.Select(other => other.Name)]);
            living = [.. all.Where(other => listening.Contains(other.Name))];
        }
        var differences = new List<string>();
        foreach (var other in living.Count > 0 ? living : all)
            if (await files.DifferenceAsync(other.Name, other.Token) is { } words)
                differences.Add(words);
        // If all nodes have ended without a word, one of their files shows that the folder is still the same.
        if (living.Count == 0 && differences.Count < all.Count)
            differences.Clear();
        return new([.. living.Select(other => other.Name)], differences.FirstOrDefault());
    }
}
