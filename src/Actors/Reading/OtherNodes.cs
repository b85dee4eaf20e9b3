using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>The nodes of the cluster, for readers that may not wait. Empty on the only node.</summary>
internal sealed class OtherNodes
{
    private volatile IReadOnlyList<ClusterMember> _members = [];

    /// <summary>All members, this node too, by name, without the numbers of their pods.</summary>
    public IReadOnlyList<ClusterMember> Members
    {
        get => _members;
        set => _members = value;
    }

    /// <summary>The names of the others that have become members.</summary>
    public IReadOnlyList<string> Names =>
        [.. _members.Where(node => !node.IsThisNode && node.State is not ("joining" or "weaklyUp")).Select(node => node.Name)];
}
