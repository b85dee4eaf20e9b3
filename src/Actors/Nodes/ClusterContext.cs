using Akka.Actor;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Nodes;

/// <summary>What the actors of a node of a cluster share.</summary>
/// <param name="Node">This node.</param>
/// <param name="Members">All nodes, as the journal's database has them.</param>
/// <param name="Life">What this node waits for.</param>
/// <param name="Lease">Prolonged while most nodes answer this one.</param>
/// <param name="Others">Shows the names of the other nodes.</param>
/// <param name="Answers">Answers what other nodes ask about the pods of this one.</param>
/// <param name="Files">Shows whether the nodes share one data folder.</param>
internal sealed record ClusterContext(
    ClusterNode Node,
    PostgresMembers Members,
    ClusterLife Life,
    ReadLease Lease,
    OtherNodes Others,
    Func<INodeAnswers> Answers,
    INodeFiles Files
)
{
    private IActorRef _link = ActorRefs.Nobody,
        _table = ActorRefs.Nobody;

    /// <summary>The actor that has the statuses of all nodes; set once at the start.</summary>
    public IActorRef Table
    {
        get => Volatile.Read(ref _table);
        set => Volatile.Write(ref _table, value);
    }

    /// <summary>The actor that tells all nodes; set once at the start.</summary>
    public void LinkIs(IActorRef link) => Volatile.Write(ref _link, link);

    /// <summary>Tells all nodes.</summary>
    public void Announce(object message) => Volatile.Read(ref _link).Tell(new NodeLinkActor.Announcement(message), ActorRefs.NoSender);
}
