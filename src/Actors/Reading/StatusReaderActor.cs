using Akka.Actor;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <param name="Found">The statuses that the board has.</param>
/// <param name="Missing">The requested pods that are not on the board; unknown ones are left out of the answer.</param>
internal sealed record GatherStatuses(IReadOnlyList<ReadOnlyMemory<byte>> Found, IReadOnlyList<PodUid> Missing);

internal sealed record Statuses(IReadOnlyList<ReadOnlyMemory<byte>> Fragments);

/// <summary>Asks through the shard region for pods that are not on the board, all pods of a request at once.</summary>
internal sealed class StatusReaderActor : ReceiveActor
{
    public StatusReaderActor(IActorRef region, TimeSpan patience) =>
        Receive<GatherStatuses>(ask => Context.ActorOf(Props.CreateBy(new GatherProducer(ask, region, Sender, patience))));

    /// <summary>Props made from an expression compile that expression for each request.</summary>
    private sealed class GatherProducer(GatherStatuses ask, IActorRef region, IActorRef asker, TimeSpan patience) : IIndirectActorProducer
    {
        public Type ActorType => typeof(StatusGatherActor);

        public ActorBase Produce() => new StatusGatherActor(ask, region, asker, patience);

        public void Release(ActorBase actor) { }
    }
}

/// <summary>
/// Collects for one request the answers of pods that are not in memory. A pod that does not answer in time is left out ("cannot tell").
/// </summary>
internal sealed class StatusGatherActor : ReceiveActor
{
    private readonly HashSet<PodUid> _missing;
    private readonly List<ReadOnlyMemory<byte>> _found;
    private readonly IActorRef _asker;

    public StatusGatherActor(GatherStatuses ask, IActorRef region, IActorRef asker, TimeSpan patience)
    {
        (_missing, _found, _asker) = ([.. ask.Missing], [.. ask.Found], asker);
        foreach (var uid in _missing)
            region.Tell(new GetPodStatus(uid));
        var due = Context.System.Scheduler.ScheduleTellOnceCancelable(patience, Self, ReceiveTimeout.Instance, Self);
        Receive<RenderedStatus>(status =>
        {
            if (!_missing.Remove(status.Uid))
                return;
            if (status.Fragment is { } fragment)
                _found.Add(fragment);
            if (_missing.Count > 0)
                return;
            due.Cancel();
            Finish();
        });
        Receive<ReceiveTimeout>(_ => Finish());
    }

    private void Finish()
    {
        _asker.Tell(new Statuses(_found));
        Context.Stop(Self);
    }
}
