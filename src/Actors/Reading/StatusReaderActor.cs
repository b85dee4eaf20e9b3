using Akka.Actor;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <param name="Found">The statuses that the board has.</param>
/// <param name="Missing">The requested pods that are not on the board; unknown ones are left out of the answer.</param>
/// <param name="AlsoNodes">True if other nodes may have pods that this node does not know yet.</param>
internal sealed record GatherStatuses(IReadOnlyList<ReadOnlyMemory<byte>> Found, IReadOnlyList<PodUid> Missing, bool AlsoNodes = false);

/// <param name="Fragments">The statuses.</param>
/// <param name="Unknown">How many pods may exist and have not answered.</param>
internal sealed record Statuses(IReadOnlyList<ReadOnlyMemory<byte>> Fragments, int Unknown);

/// <summary>Asks through the shard region for pods that are not on the board, all pods of a request at once.</summary>
internal sealed class StatusReaderActor : ReceiveActor
{
    /// <param name="region">The pods.</param>
    /// <param name="patience">How long the answers are waited for.</param>
    /// <param name="table">The actor that asks the other nodes; null on the only node.</param>
    public StatusReaderActor(IActorRef region, TimeSpan patience, Func<IActorRef>? table = null) =>
        Receive<GatherStatuses>(ask =>
            Context.ActorOf(Props.CreateBy(new GatherProducer(ask, region, Sender, patience, ask.AlsoNodes ? table?.Invoke() : null)))
        );

    /// <summary>Props made from an expression compile that expression for each request.</summary>
    private sealed class GatherProducer(GatherStatuses ask, IActorRef region, IActorRef asker, TimeSpan patience, IActorRef? table)
        : IIndirectActorProducer
    {
        public Type ActorType => typeof(StatusGatherActor);

        public ActorBase Produce() => new StatusGatherActor(ask, region, asker, patience, table);

        public void Release(ActorBase actor) { }
    }
}

/// <summary>
/// Collects for one request the answers of pods that are not in memory. A pod that does not answer in time is left out ("cannot tell"). If
/// the other nodes may know the pods, they are asked first, each with one message for all pods.
/// </summary>
internal sealed class StatusGatherActor : ReceiveActor
{
    /// <summary>A part of the patience. A node that has not answered by then may be dead.</summary>
    private const int NodesGet = 4;

    private sealed record NodesDue;

    private readonly HashSet<PodUid> _missing;
    private readonly List<ReadOnlyMemory<byte>> _found;
    private readonly IActorRef _region;
    private readonly IActorRef _asker;
    private readonly ICancelable _due;
    private readonly ICancelable? _nodesDue;
    private int _unknown;
    private int _answers;
    private int? _nodes;
    private bool _podsAreAsked;

    public StatusGatherActor(GatherStatuses ask, IActorRef region, IActorRef asker, TimeSpan patience, IActorRef? table)
    {
        (_missing, _found, _region, _asker) = ([.. ask.Missing], [.. ask.Found], region, asker);
        _due = Context.System.Scheduler.ScheduleTellOnceCancelable(patience, Self, ReceiveTimeout.Instance, Self);
        Receive<RenderedStatus>(status =>
        {
            if (!_missing.Remove(status.Uid))
                return;
            if (status.Fragment is { } fragment)
                _found.Add(fragment);
            else if (status.CannotTell == true)
                _unknown++;
            if (_missing.Count == 0)
                Finish();
        });
        Receive<ReceiveTimeout>(_ => Finish());
        if (table is null)
        {
            AskPods();
            return;
        }
        Receive<NodesAsked>(asked =>
        {
            _nodes = asked.Count;
            AskPodsIfNodesHaveAnswered();
        });
        Receive<SomeStatuses>(some =>
        {
            foreach (var (uid, fragment) in some.Statuses)
                if (_missing.Remove(uid))
                    _found.Add(fragment!.Value);
            // The last part of an answer.
            if (some.Index == some.Count - 1)
                _answers++;
            if (_missing.Count == 0)
                Finish();
            else
                AskPodsIfNodesHaveAnswered();
        });
        Receive<NodesDue>(_ => AskPods());
        _nodesDue = Context.System.Scheduler.ScheduleTellOnceCancelable(patience / NodesGet, Self, new NodesDue(), Self);
        table.Tell(new AskNodes(ask.Missing));
    }

    private void AskPodsIfNodesHaveAnswered()
    {
        if (_answers == _nodes)
            AskPods();
    }

    private void AskPods()
    {
        if (_podsAreAsked)
            return;
        _podsAreAsked = true;
        foreach (var uid in _missing)
            _region.Tell(new GetPodStatus(uid));
    }

    private void Finish()
    {
        _due.Cancel();
        _nodesDue?.Cancel();
        _asker.Tell(new Statuses(_found, _unknown + _missing.Count));
        Context.Stop(Self);
    }
}
