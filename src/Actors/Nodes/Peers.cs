using Akka.Actor;
using Akka.Cluster;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// The other members, kept by an actor that gets the cluster's events, and the actors of the same path on them.
/// </summary>
/// <param name="context">Of the actor.</param>
internal sealed class Peers(IActorContext context)
{
    private readonly Cluster _cluster = Cluster.Get(context.System);
    private readonly string _path = context.Self.Path.ToStringWithoutAddress();
    private readonly Dictionary<string, (UniqueAddress Process, ActorSelection Actor)> _others = new(StringComparer.Ordinal);

    public int Count => _others.Count;

    public IEnumerable<string> Names => _others.Keys;

    /// <summary>A member's name, as the database has it.</summary>
    public static string NameOf(Address address) => ClusterNode.NameOf(address.Host ?? "", address.Port);

    /// <summary>The name of the node from which a message came.</summary>
    public static string NameOf(IActorRef sender) => NameOf(sender.Path.Address);

    public void Subscribe() =>
        _cluster.Subscribe(
            context.Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.MemberUp),
            typeof(ClusterEvent.MemberRemoved)
        );

    public void Unsubscribe() => _cluster.Unsubscribe(context.Self);

    /// <summary>True if this node itself has become a member.</summary>
    public bool IsSelf(Member member) => member.UniqueAddress.Equals(_cluster.SelfUniqueAddress);

    /// <returns>The name of a new member; null for this node.</returns>
    public string? Add(ClusterEvent.MemberUp up)
    {
        if (IsSelf(up.Member))
            return null;
        var node = NameOf(up.Member.Address);
        _others[node] = (up.Member.UniqueAddress, context.ActorSelection(new RootActorPath(up.Member.Address) + _path));
        return node;
    }

    /// <returns>The name of the node that is gone.</returns>
    public string Remove(ClusterEvent.MemberRemoved removed)
    {
        var node = NameOf(removed.Member.Address);
        // A node that was restarted has the same name, and may be there already.
        if (_others.GetValueOrDefault(node).Process?.Equals(removed.Member.UniqueAddress) == true)
            _others.Remove(node);
        return node;
    }

    /// <summary>True if the node is a member.</summary>
    public bool Has(string node) => _others.ContainsKey(node);

    public void TellAll(object message)
    {
        foreach (var (_, other) in _others.Values)
            other.Tell(message, context.Self);
    }

    /// <summary>Nothing happens if the node is not a member.</summary>
    public void Tell(string node, object message)
    {
        if (_others.TryGetValue(node, out var other))
            other.Actor.Tell(message, context.Self);
    }
}
