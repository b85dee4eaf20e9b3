using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Pods;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>Starts what a node of a cluster has, and the only node has not.</summary>
internal static class ClusterActors
{
    /// <returns>How the actors of this node reach the pods of all nodes. It still does when this node hands its own pods over.</returns>
    public static IActorRef Start(
        ActorSystem system,
        IActorRegistry registry,
        NodeContext node,
        ClusterContext cluster,
        PodsWaitingForScheduler waiting
    )
    {
        var region = registry.Get<PodActor>();
        var pods = ClusterSharding.Get(system).StartProxy(PodSharding.Name, role: null!, new PodExtractor());
        registry.Register<PodActor>(pods, overwrite: true);
        var moves = node.Logs.CreateLogger<ClusterLife>();
        cluster.Life.Of(region, system, moves.MovesPods);
        node.Failure.Occurred.ContinueWith(_ => End(cluster), TaskScheduler.Default);
        Func<bool> journalIsAway = () => node.Writes.IsFailing;
        var (queue, health, operators, lease) = (node.Answers, node.Health.Of("queue-poller polls"), node.Operators, cluster.Lease);
        var (clock, board, life, logs) = (node.Clock, node.Board, cluster.Life, node.Logs);
        cluster.LinkIs(system.ActorOf(Props.Create(() => new NodeLinkActor(pods, region, queue, health, operators, waiting)), "node-link"));
        system.ActorOf(Props.Create(() => new ReadLeaseActor(lease, life, journalIsAway, TimeProvider.System)), "read-lease");
        var tableLog = logs.CreateLogger<StatusTableActor>();
        cluster.Table = system.ActorOf(
            Props.Create(() => new StatusTableActor(board, life, journalIsAway, TimeProvider.System, tableLog)),
            "status-table"
        );
        var (answers, questionLog) = (cluster.Answers, logs.CreateLogger<QuestionActor>());
        life.Questions = system.ActorOf(Props.Create(() => new QuestionActor(answers, questionLog)), "questions");
        var (members, self, all, others, failure) = (cluster.Members, cluster.Node, node.Health, cluster.Others, node.Failure);
        var log = logs.CreateLogger<MembershipActor>();
        var (leave, share, search) = ((Action<string>)node.Departure.Ask, node.Share, new NodeSearch(members, cluster.Files));
        life.MembershipIs(
            system.ActorOf(
                Props.Create(() => new MembershipActor(members, search, self, life, all, others, failure, leave, share, log)),
                "membership"
            )
        );
        return pods;
    }

    private static void End(ClusterContext cluster)
    {
        cluster.Lease.End();
        cluster.Life.End();
    }
}
