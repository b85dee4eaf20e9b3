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

    /// <returns>The name of the node that is gone; null if the node was started again, has the same name, and is there already.</returns>
    public string? Remove(ClusterEvent.MemberRemoved removed)
    {
        var node = NameOf(removed.Member.Address);
        return IsAnother(removed.Member, node) || !_others.Remove(node) ? null : node;
    }

    private bool IsAnother(Member member, string node) =>
        _others.TryGetValue(node, out var known) && !known.Process.Equals(member.UniqueAddress);

    /// <summary>True if the node is a member.</summary>
    public bool Has(string node) => _others.ContainsKey(node);

    /// <param name="message">The message.</param>
    /// <param name="sender">Gets the answers; null: this actor.</param>
    public void TellAll(object message, IActorRef? sender = null)
    {
        foreach (var (_, other) in _others.Values)
            other.Tell(message, sender ?? context.Self);
    }

    /// <summary>Nothing happens if the node is not a member.</summary>
    /// <param name="node">The node.</param>
    /// <param name="message">The message.</param>
    /// <param name="sender">Gets the answer; null: this actor.</param>
    public void Tell(string node, object message, IActorRef? sender = null)
    {
        if (_others.TryGetValue(node, out var other))
            other.Actor.Tell(message, sender ?? context.Self);
    }
}
