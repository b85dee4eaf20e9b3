using Akka.Cluster;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Nodes;

/// <summary>Shows the cluster's members to operators (pure).</summary>
internal static class ShownMembers
{
    /// <param name="state">What Akka.NET knows.</param>
    /// <param name="self">This node.</param>
    /// <param name="name">The name of this node.</param>
    public static IReadOnlyList<ClusterMember> Of(ClusterEvent.CurrentClusterState state, UniqueAddress self, string name)
    {
        // A node that is no member yet is not the only node.
        if (state.Members.Count == 0)
            return [new ClusterMember(name, ClusterMember.NotJoined, true, true, false, 0)];
        // Akka.NET runs singletons on the member that has been up for longest.
        var oldest = state
            .Members.Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving)
            .Aggregate((Member?)null, (found, member) => found is null || member.IsOlderThan(found) ? member : found);
        return
        [
            .. state
                .Members.Select(member => new ClusterMember(
                    Peers.NameOf(member.Address),
                    StateOf(member),
                    !state.Unreachable.Contains(member),
                    member.UniqueAddress.Equals(self),
                    member == oldest,
                    0
                ))
                .OrderBy(member => member.Name, StringComparer.Ordinal),
        ];
    }

    private static string StateOf(Member member) => char.ToLowerInvariant(member.Status.ToString()[0]) + member.Status.ToString()[1..];
}
