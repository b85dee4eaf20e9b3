using Akka.Actor;
using Akka.Cluster;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// Prolongs the read lease: it asks all members, and counts from when the questions were sent that more than half of them have answered,
/// this node included. A member that has declared this node dead does not answer.
/// </summary>
internal sealed class ReadLeaseActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);

    private sealed record Ask;

    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly Dictionary<string, long> _answered = [];
    private readonly Queue<(long Number, long At)> _sent = [];
    private readonly ReadLease _lease;
    private readonly ClusterLife _life;
    private readonly Func<bool> _journalIsAway;
    private readonly TimeProvider _clock;
    private readonly Peers _peers = new(Context);
    private long _number;

    /// <param name="lease">The lease.</param>
    /// <param name="life">Told when this node has it.</param>
    /// <param name="journalIsAway">True while this node cannot write the journal.</param>
    /// <param name="clock">The clock of the lease.</param>
    public ReadLeaseActor(ReadLease lease, ClusterLife life, Func<bool> journalIsAway, TimeProvider clock)
    {
        (_lease, _life, _journalIsAway, _clock) = (lease, life, journalIsAway, clock);
        lease.IsNeeded();
        Receive<Ask>(_ =>
        {
            _sent.Enqueue((++_number, clock.GetTimestamp()));
            while (_sent.Count > 100)
                _sent.Dequeue();
            _peers.TellAll(new LeaseQuestion(_number));
            Renew();
        });
        Receive<LeaseQuestion>(asked =>
        {
            if (IsMember(Sender.Path.Address))
                Sender.Tell(new LeaseAnswer(asked.Number));
        });
        Receive<LeaseAnswer>(answer =>
        {
            var node = Peers.NameOf(Sender);
            _answered[node] = Math.Max(answer.Number, _answered.GetValueOrDefault(node));
            Renew();
        });
        Receive<ClusterEvent.MemberUp>(up => _peers.Add(up));
        Receive<ClusterEvent.MemberRemoved>(removed =>
        {
            if (_peers.Remove(removed) is { } node)
                _answered.Remove(node);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _peers.Subscribe();
        Timers.StartPeriodicTimer(nameof(Ask), new Ask(), AskEvery);
    }

    protected override void PostStop() => _peers.Unsubscribe();

    private bool IsMember(Address address) =>
        _cluster.State.Members.Any(member => member.Address == address && member.Status is MemberStatus.Up or MemberStatus.Leaving);

    private bool IsSilent(string node) =>
        _sent.FirstOrDefault(sent => sent.Number == _answered.GetValueOrDefault(node)) is not { Number: > 0, At: var at }
        || _clock.GetElapsedTime(at) >= ReadLease.Length;

    private void Renew()
    {
        if (_cluster.SelfMember.Status is not (MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Exiting))
            return;
        // Nodes that are away may have the database, and with it the right to go on.
        if (_journalIsAway() && _peers.Names.Any(IsSilent))
            return;
        // This node answers itself at once. The highest number that a majority has answered counts.
        var answers = _peers.Names.Select(name => _answered.GetValueOrDefault(name)).Append(_number).OrderDescending().ToArray();
        var counts = answers[answers.Length / 2];
        foreach (var (number, at) in _sent)
            if (number == counts)
                _lease.Renew(at);
        if (_lease.IsHeld)
            _life.HasLease();
    }
}
