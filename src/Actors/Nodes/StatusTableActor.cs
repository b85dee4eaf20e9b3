using Akka.Actor;
using Akka.Cluster;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// Gives the statuses of this node's pods to the other nodes, and takes theirs, so that each node answers for all pods from memory. Changes
/// are gathered for a moment and sent, and told when all nodes have them. A node that joins, or that has missed a message, asks for all.
/// </summary>
internal sealed class StatusTableActor : ReceiveActor, IWithTimers
{
    /// <summary>Changes of this time make one message.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan DigestEvery = TimeSpan.FromSeconds(10);

    /// <summary>How often the other nodes are told which of their pods were asked for here.</summary>
    private static readonly TimeSpan AskedEvery = TimeSpan.FromSeconds(10);

    /// <summary>How often the others are told the number of the last message, so that they notice a lost one.</summary>
    private static readonly TimeSpan NumberEvery = TimeSpan.FromSeconds(1);

    /// <summary>A node whose statuses have not come by then does not keep this one from starting.</summary>
    private static readonly TimeSpan StatusesWithin = TimeSpan.FromSeconds(20);

    private const int UidsOfAMessage = 10_000;

    private sealed record FlushDue;

    private sealed record DigestDue;

    private sealed record AskedDue;

    private sealed record NumberDue;

    private sealed record EnoughWaited;

    private readonly long _life = Random.Shared.NextInt64();
    private readonly HashSet<PodUid> _changed = [];
    private readonly Dictionary<string, SentStatuses> _sent = [];
    private readonly UntoldStatuses _untold;
    private readonly StatusBoard _board;
    private readonly ClusterLife _cluster;
    private readonly OrphansStay _orphansStay;
    private readonly ILogger _log;
    private readonly Peers _peers = new(Context);
    private long _number;
    private bool _isMember;

    /// <param name="board">All statuses.</param>
    /// <param name="cluster">Told when the statuses of all nodes are there.</param>
    /// <param name="journalIsAway">True while this node cannot write the journal.</param>
    /// <param name="clock">Measures how long a status is held back.</param>
    /// <param name="log">Gets an entry when statuses differ.</param>
    public StatusTableActor(
        StatusBoard board,
        ClusterLife cluster,
        Func<bool> journalIsAway,
        TimeProvider clock,
        ILogger<StatusTableActor> log
    )
    {
        (_board, _cluster, _log) = (board, cluster, log);
        (_untold, _orphansStay) = (new UntoldStatuses(clock), new OrphansStay(journalIsAway, clock));
        var self = Self;
        board.HoldsBack = true;
        board.Changed = uid => Note(uid, self);
        Receive<FlushDue>(_ => Timers.StartSingleTimer(nameof(Flush), new Flush(), Gather));
        Receive<Flush>(_ => SendChanges());
        Receive<StatusChanges>(Take);
        Receive<StatusesAsked>(_ =>
        {
            // A node that this one does not count yet gets all statuses when it does.
            if (!_peers.Has(Peers.NameOf(Sender)))
                return;
            var asker = Sender;
            SendAll(part => asker.Tell(part));
        });
        Receive<StatusPart>(TakePart);
        Receive<AskNodes>(ask =>
        {
            var messages = ask.Uids.Chunk(UidsOfAMessage).ToList();
            foreach (var some in messages)
                _peers.TellAll(new GetStatuses(some), Sender);
            Sender.Tell(new NodesAsked(messages.Count * _peers.Count));
        });
        Receive<GetStatuses>(ask =>
        {
            if (!_peers.Has(Peers.NameOf(Sender)))
                return;
            var all = from uid in ask.Uids let status = board.Find(uid) where status is not null select (uid, status);
            foreach (var part in StatusPart.AllOf(_life, _number, all.Select(pod => (pod.uid, pod.status!.Value)), []))
                Sender.Tell(new SomeStatuses(part.Index, part.Count, part.Statuses));
        });
        Receive<StatusesReceived>(received =>
        {
            if (received.Life != _life)
                return;
            _untold.Received(Peers.NameOf(Sender), received.Number);
            TellWhatAllHave();
        });
        Receive<StatusesTold>(told => _sent.GetValueOrDefault(Peers.NameOf(Sender))?.Told(told.Life, told.Number));
        Receive<DigestDue>(_ => SendDigest());
        Receive<StatusDigest>(Compare);
        Receive<AskedDue>(_ =>
        {
            foreach (var (node, uids) in board.Elsewhere.TakeAsked())
            foreach (var some in uids.Chunk(UidsOfAMessage))
                _peers.Tell(node, new PodsAsked(some));
        });
        Receive<PodsAsked>(asked =>
        {
            foreach (var uid in asked.Uids)
                board.NoteAskedElsewhere(uid);
        });
        Receive<ClusterEvent.MemberUp>(OnUp);
        Receive<ClusterEvent.MemberRemoved>(removed =>
        {
            if (_peers.Remove(removed) is not { } node)
                return;
            if (_sent.Remove(node, out var sent))
                sent.TakeAll();
            board.Elsewhere.Orphan(node);
            _untold.Forget(node);
            TellWhatAllHave();
            ReportIfComplete();
        });
        Receive<NumberDue>(_ =>
        {
            TellWhatAllHave();
            _peers.TellAll(new StatusesTold(_life, _untold.Told));
            _peers.TellAll(new StatusDigest(_life, _number, StatusDigest.NumberOnly, 0));
        });
        Receive<EnoughWaited>(_ => cluster.HasStatuses());
        Timers.StartPeriodicTimer(nameof(AskedDue), new AskedDue(), AskedEvery);
        // An actor before this one may have held some back.
        foreach (var (uid, _) in board.All)
            Note(uid, self);
    }

    private sealed record Flush;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _peers.Subscribe();
        Timers.StartPeriodicTimer(nameof(DigestDue), new DigestDue(), DigestEvery);
        Timers.StartPeriodicTimer(nameof(NumberDue), new NumberDue(), NumberEvery);
    }

    protected override void PostStop() => _peers.Unsubscribe();

    // Called by any thread.
    private void Note(PodUid uid, IActorRef self)
    {
        lock (_changed)
        {
            if (!_changed.Add(uid) || _changed.Count > 1)
                return;
        }
        self.Tell(new FlushDue());
    }

    private void SendChanges()
    {
        PodUid[] uids;
        lock (_changed)
        {
            uids = [.. _changed];
            _changed.Clear();
        }
        var newest = uids.Select(uid => (Uid: uid, Newest: _board.FindNewest(uid)))
            // A pod that has just left this node is not gone.
            .Where(pod => pod.Newest is not null || !_board.Elsewhere.IsOrphan(pod.Uid))
            .ToDictionary(pod => pod.Uid, pod => pod.Newest);
        foreach (var some in StatusBytes.Messages(newest.Select(pod => (pod.Key, pod.Value?.Fragment))))
        {
            _peers.TellAll(new StatusChanges(_life, ++_number, some));
            _untold.Sent(_number, [.. some.Select(pod => (pod.Item1, newest[pod.Item1]!)).Where(pod => pod.Item2 is not null)]);
        }
        TellWhatAllHave();
    }

    private void TellWhatAllHave()
    {
        var before = _untold.Told;
        foreach (var (uid, status) in _untold.Take(_peers.Names))
            _board.Tell(uid, status);
        if (_untold.Told > before)
            _peers.TellAll(new StatusesTold(_life, _untold.Told));
    }

    private void SendAll(Action<object> to)
    {
        SendChanges();
        // The pods that no node has would be in nobody's message, and the asker would not know them.
        foreach (var part in StatusPart.AllOf(_life, _number, _board.All, _board.Elsewhere.Orphans))
            to(part);
        to(new StatusesTold(_life, _untold.Told));
    }

    private void Take(StatusChanges changes)
    {
        var node = Peers.NameOf(Sender);
        if (!_peers.Has(node))
            return; // it is no member any more
        Answer(OfNode(node).Take(changes), changes.Life, changes.Number);
    }

    private void Answer(SentAnswer answer, long life, long number)
    {
        if (answer == SentAnswer.Confirm)
            Sender.Tell(new StatusesReceived(life, number));
        else if (answer == SentAnswer.AskForAll)
            Sender.Tell(new StatusesAsked());
    }

    private void TakePart(StatusPart part)
    {
        var node = Peers.NameOf(Sender);
        if (!_peers.Has(node))
            return;
        Answer(OfNode(node).Take(part), part.Life, part.Number);
        ReportIfComplete();
    }

    private void SendDigest()
    {
        SendChanges();
        if (_orphansStay.IsOver())
            _board.Elsewhere.RemoveOrphans(OrphansStay.Length);
        var (count, hash) = _board.OwnDigest();
        _peers.TellAll(new StatusDigest(_life, _untold.Told, count, hash));
    }

    private void Compare(StatusDigest digest)
    {
        var node = Peers.NameOf(Sender);
        if (!_peers.Has(node))
            return;
        var answer = OfNode(node).Compare(digest);
        if (answer == SentAnswer.AskForAll)
            _log.StatusesDiffer(node);
        Answer(answer, digest.Life, digest.Number);
    }

    private void OnUp(ClusterEvent.MemberUp up)
    {
        if (_peers.Add(up) is { } node)
        {
            if (_sent.Remove(node, out var former))
                former.TakeAll(); // of the process before this one
            _untold.Forget(node);
            _peers.Tell(node, new StatusesAsked());
            // Until now it has got no changes from here.
            SendAll(part => _peers.Tell(node, part));
            return;
        }
        // The others count this node from now on, and may have changed something since they were asked.
        _isMember = true;
        _sent.Clear();
        _peers.TellAll(new StatusesAsked());
        Timers.StartSingleTimer(nameof(EnoughWaited), new EnoughWaited(), StatusesWithin);
        ReportIfComplete();
    }

    private void ReportIfComplete()
    {
        if (_isMember && _peers.Names.All(node => _sent.GetValueOrDefault(node) is { IsComplete: true }))
            _cluster.HasAllStatuses();
    }

    private SentStatuses OfNode(string node)
    {
        if (!_sent.TryGetValue(node, out var sent))
            _sent[node] = sent = new SentStatuses(node, _board);
        return sent;
    }
}
