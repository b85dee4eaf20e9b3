using Akka.Actor;
using Akka.Cluster;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// Gives the statuses of this node's pods to the other nodes, and takes theirs, so that each node answers for all pods from memory. Changes
/// are gathered for a moment and sent. A node that joins, or that has missed a message, asks for all.
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

    /// <summary>A pod of an ended node that no other node has taken over by then is gone.</summary>
    private static readonly TimeSpan OrphansStay = TimeSpan.FromMinutes(10);

    /// <summary>A node whose statuses have not come by then does not keep this one from starting.</summary>
    private static readonly TimeSpan StatusesWithin = TimeSpan.FromSeconds(20);

    private sealed record FlushDue;

    private sealed record DigestDue;

    private sealed record AskedDue;

    private sealed record NumberDue;

    private sealed record EnoughWaited;

    /// <summary>What has come from another node.</summary>
    private sealed class Sent
    {
        public long Life { get; set; }
        public long Number { get; set; }
        public List<(PodUid, ReadOnlyMemory<byte>)>? Parts { get; set; }
        public bool IsComplete { get; set; }
        public int Differences { get; set; }
    }

    private readonly long _life = Random.Shared.NextInt64();
    private readonly HashSet<PodUid> _changed = [];
    private readonly Dictionary<string, Sent> _sent = [];
    private readonly StatusBoard _board;
    private readonly ClusterLife _cluster;
    private readonly ILogger _log;
    private readonly Peers _peers = new(Context);
    private long _number;
    private bool _isMember;

    /// <param name="board">All statuses.</param>
    /// <param name="cluster">Told when the statuses of all nodes are there.</param>
    /// <param name="log">Gets an entry when statuses differ.</param>
    public StatusTableActor(StatusBoard board, ClusterLife cluster, ILogger<StatusTableActor> log)
    {
        (_board, _cluster, _log) = (board, cluster, log);
        var self = Self;
        board.Changed = uid => Note(uid, self);
        Receive<FlushDue>(_ => Timers.StartSingleTimer(nameof(Flush), new Flush(), Gather));
        Receive<Flush>(_ => SendChanges());
        Receive<StatusChanges>(Take);
        Receive<StatusesAsked>(_ =>
        {
            var asker = Sender;
            SendAll(part => asker.Tell(part));
        });
        Receive<StatusPart>(TakePart);
        Receive<DigestDue>(_ => SendDigest());
        Receive<StatusDigest>(Compare);
        Receive<AskedDue>(_ =>
        {
            foreach (var (node, uids) in board.Elsewhere.TakeAsked())
            foreach (var some in uids.Chunk(2000))
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
            var node = _peers.Remove(removed);
            _sent.Remove(node);
            board.Elsewhere.Orphan(node);
            ReportIfComplete();
        });
        Receive<NumberDue>(_ => _peers.TellAll(new StatusDigest(_life, _number, StatusDigest.NumberOnly, 0)));
        Receive<EnoughWaited>(_ => cluster.HasStatuses());
        Timers.StartPeriodicTimer(nameof(AskedDue), new AskedDue(), AskedEvery);
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
        foreach (var some in StatusBytes.Messages(uids.Select(uid => (uid, _board.FindOwn(uid)))))
            _peers.TellAll(new StatusChanges(_life, ++_number, some));
    }

    private void SendAll(Action<object> to)
    {
        var all = StatusBytes.Messages(_board.All.Select(pod => (pod.Uid, (ReadOnlyMemory<byte>?)pod.Fragment))).ToList();
        if (all.Count == 0)
            all.Add([]);
        foreach (var (i, some) in all.Index())
            to(new StatusPart(_life, _number, i == 0, i == all.Count - 1, some));
    }

    private void Take(StatusChanges changes)
    {
        var node = Peers.NameOf(Sender);
        if (!_peers.Has(node))
            return; // it is no member any more
        foreach (var (uid, fragment) in changes.Changes)
            if (fragment is { } status)
                _board.TakeFrom(node, uid, status);
            else
                _board.Elsewhere.Remove(uid, node);
        var sent = OfNode(node);
        var isNext = changes.Life == sent.Life && changes.Number == sent.Number + 1;
        (sent.Life, sent.Number) = (changes.Life, changes.Number);
        if (!isNext)
            Sender.Tell(new StatusesAsked());
    }

    private void TakePart(StatusPart part)
    {
        var node = Peers.NameOf(Sender);
        if (!_peers.Has(node))
            return;
        var sent = OfNode(node);
        if (part.IsFirst)
            sent.Parts = [];
        if (sent.Parts is not { } parts)
            return;
        parts.AddRange(part.Statuses.Where(pod => pod.Fragment is not null).Select(pod => (pod.Uid, pod.Fragment!.Value)));
        if (!part.IsLast)
            return;
        sent.Parts = null;
        _board.Elsewhere.ReplaceAll(node, [.. parts.Where(pod => _board.FindOwn(pod.Item1) is null)]);
        (sent.Life, sent.Number, sent.IsComplete, sent.Differences) = (part.Life, part.Number, true, 0);
        ReportIfComplete();
    }

    private void SendDigest()
    {
        SendChanges();
        _board.Elsewhere.RemoveOrphans(OrphansStay);
        var (count, hash) = _board.OwnDigest();
        _peers.TellAll(new StatusDigest(_life, _number, count, hash));
    }

    // A change between the sending of the changes and of the digest makes a difference too, but not twice in a row.
    private void Compare(StatusDigest digest)
    {
        var node = Peers.NameOf(Sender);
        var sent = OfNode(node);
        var isSame =
            (digest.Life, digest.Number) == (sent.Life, sent.Number)
            && (digest.Count == StatusDigest.NumberOnly || _board.Elsewhere.DigestOf(node) == (digest.Count, digest.Hash));
        // Between two whole digests come many numbers alone, which say nothing of the statuses.
        if (isSame && digest.Count == StatusDigest.NumberOnly)
            return;
        sent.Differences = isSame ? 0 : sent.Differences + 1;
        if (sent.Differences < 2)
            return;
        sent.Differences = 0;
        _log.StatusesDiffer(node);
        Sender.Tell(new StatusesAsked());
    }

    private void OnUp(ClusterEvent.MemberUp up)
    {
        if (_peers.Add(up) is { } node)
        {
            _sent.Remove(node);
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
            _cluster.HasStatuses();
    }

    private Sent OfNode(string node)
    {
        if (!_sent.TryGetValue(node, out var sent))
            _sent[node] = sent = new Sent();
        return sent;
    }
}
