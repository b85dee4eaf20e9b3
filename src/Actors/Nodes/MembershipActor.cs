using Akka.Actor;
using Akka.Cluster;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// Makes this node a member, and strikes off members that have ended. The journal's database says which nodes there are. Only a node that
/// finds no living member begins a new cluster, and the database lets one node at a time do so.
/// </summary>
internal sealed class MembershipActor : ReceiveActor, IWithTimers
{
    /// <summary>The source of the trouble of a node that has not joined the others.</summary>
    public const string Trouble = "cluster";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShowEvery = TimeSpan.FromSeconds(1);

    private sealed record LookDue;

    private sealed record Founded(bool IsFirst);

    private sealed record StrikeOff(string Node, string Token);

    private sealed record StrikeOffLater(StrikeOff Node);

    private sealed record ShowDue;

    /// <summary>The node can write nothing any more.</summary>
    private sealed record Buried(Address Node);

    /// <summary>The database has it, and nothing follows from that.</summary>
    private sealed record Written;

    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly PostgresMembers _members;
    private readonly ClusterNode _node;
    private readonly ClusterLife _life;
    private readonly HealthBoard _health;
    private readonly OtherNodes _others;
    private readonly NodeShare _share;
    private readonly ILogger _log;
    private readonly HashSet<string> _unreachable = [];
    private readonly NodeSearch _search;
    private int _looksThatDiffer;
    private string _joining = "";
    private bool _isMember;

    public MembershipActor(
        PostgresMembers members,
        NodeSearch search,
        ClusterNode node,
        ClusterLife life,
        HealthBoard health,
        OtherNodes others,
        FatalFailure failure,
        Action<string> leave,
        NodeShare share,
        ILogger<MembershipActor> log
    )
    {
        (_members, _search, _node, _life, _health, _others, _share, _log) = (members, search, node, life, health, others, share, log);
        Receive<LookDue>(_ => Look());
        Receive<FoundNodes>(Decide);
        Receive<Founded>(founded =>
        {
            if (!founded.IsFirst || _isMember)
                return;
            _log.Founds(_node.Name);
            _cluster.Join(_cluster.SelfAddress);
        });
        Receive<ClusterEvent.MemberUp>(up => OnUp(up.Member));
        Receive<ClusterEvent.MemberDowned>(downed =>
        {
            if (downed.Member.UniqueAddress.Equals(_cluster.SelfUniqueAddress))
                failure.NoteDead("it could not be reached for a while");
        });
        Receive<ClusterEvent.MemberRemoved>(OnRemoved);
        Receive<ClusterEvent.UnreachableMember>(lost => OnReachability(lost.Member, isReachable: false));
        Receive<ClusterEvent.ReachableMember>(back => OnReachability(back.Member, isReachable: true));
        Receive<ClusterEvent.IClusterDomainEvent>(_ => { });
        Receive<NodeLeaves>(asked =>
        {
            if (asked.Node != _node.Name)
            {
                if (!Sender.Path.Address.HasLocalScope)
                    return; // only its own operators may name another node
                Context
                    .ActorSelection(new RootActorPath(AddressOf(asked.Node)) + Self.Path.ToStringWithoutAddress())
                    .Tell(asked, Sender);
                return;
            }
            Sender.Tell(new NodeBeginsToLeave(_node.Name));
            _log.AskedToLeave(asked.By);
            leave(asked.By);
        });
        Receive<NodeIsDead>(Bury);
        Receive<Buried>(dead => _cluster.Down(dead.Node));
        Receive<ShowDue>(_ => ShowMembers());
        Receive<StrikeOff>(node =>
            _members
                .StrikeOffAsync(node.Token)
                .PipeTo(
                    Self,
                    success: () => new Written(),
                    failure: fault =>
                    {
                        _log.NotStruckOff(node.Node, PostgresFault.WordsOf(fault));
                        return new StrikeOffLater(node);
                    }
                )
        );
        Receive<Written>(_ => { });
        Receive<StrikeOffLater>(later => Timers.StartSingleTimer(later.Node, later.Node, LookEvery));
        Receive<Status.Failure>(fault =>
        {
            // After the join only JoinedAsync can fail, and is tried again.
            var words = PostgresFault.WordsOf(fault.Cause.GetBaseException());
            if (!_isMember && _health.Report(Trouble, $"this node has not joined the others: {words}"))
                _log.NotJoined(_node.Name, words);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _cluster.Subscribe(
            Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent),
            typeof(ClusterEvent.IReachabilityEvent)
        );
        Timers.StartPeriodicTimer(nameof(LookDue), new LookDue(), TimeSpan.Zero, LookEvery);
        ShowMembers();
        // The state that Akka.NET shows may be a moment older than the event.
        Timers.StartPeriodicTimer(nameof(ShowDue), new ShowDue(), ShowEvery);
    }

    // Each event of the cluster changes what operators see.
    protected override bool AroundReceive(Receive receive, object message)
    {
        var isHandled = base.AroundReceive(receive, message);
        if (message is ClusterEvent.IClusterDomainEvent)
            ShowMembers();
        return isHandled;
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Look()
    {
        if (_isMember)
            Run(Task.WhenAll(_members.JoinedAsync(), _search.ShowAsync()), () => new Written());
        else
            Run(_search.FindAsync(), found => found);
    }

    private void Decide(FoundNodes found)
    {
        if (_isMember)
            return;
        // A node that has just been started is in the database a moment before its file is there.
        _looksThatDiffer = found.Difference is null ? 0 : _looksThatDiffer + 1;
        if (found.Difference is { } words)
        {
            if (_looksThatDiffer > 3 && _health.Report(Trouble, $"this node does not join the others: {words}"))
                _log.DoesNotJoin(_node.Name, words);
        }
        else if (found.Nodes.Count > 0)
            Join(found.Nodes);
        else
            Run(_members.FoundAsync(), isFirst => new Founded(isFirst));
    }

    private void Join(IReadOnlyList<string> others)
    {
        var names = string.Join(", ", others);
        _health.Report(Trouble, $"this node has not joined the others yet ({names})");
        if (names == _joining)
            return;
        _joining = names;
        _log.Joins(_node.Name, names);
        _cluster.JoinSeedNodes(others.Select(AddressOf));
    }

    private void OnUp(Member member)
    {
        _log.MemberUp(Peers.NameOf(member.Address));
        if (!member.UniqueAddress.Equals(_cluster.SelfUniqueAddress))
            return;
        _isMember = true;
        _health.Clear(Trouble);
        Timers.Cancel(nameof(LookDue));
        Timers.StartPeriodicTimer(nameof(LookDue), new LookDue(), TimeSpan.Zero, 5 * LookEvery);
        _life.IsMember();
    }

    private void OnRemoved(ClusterEvent.MemberRemoved removed)
    {
        var name = Peers.NameOf(removed.Member.Address);
        // When this node itself ends, Akka.NET reports all others as removed too, although nothing has happened to them.
        if (removed.PreviousStatus is not (MemberStatus.Down or MemberStatus.Exiting) || _life.IsLeaving)
            return;
        if (removed.Member.UniqueAddress.Equals(_cluster.SelfUniqueAddress))
            return;
        if (removed.PreviousStatus == MemberStatus.Exiting)
            _log.MemberLeft(name);
        else
            _log.MemberGone(name, "it was declared dead");
        if (_unreachable.Remove(name))
            ReportUnreachable();
        if (ClusterTransport.TokenOf(removed.Member.Roles) is { } token)
            Self.Tell(new StrikeOff(name, token));
    }

    private void OnReachability(Member member, bool isReachable)
    {
        var name = Peers.NameOf(member.Address);
        if (isReachable ? !_unreachable.Remove(name) : !_unreachable.Add(name))
            return;
        if (isReachable)
            _log.ReachableAgain(name);
        else
            _log.Unreachable(name);
        ReportUnreachable();
    }

    private void ReportUnreachable()
    {
        if (_unreachable.Count == 0)
            _health.Clear("cluster nodes");
        else
            _health.Report("cluster nodes", $"not reached: {string.Join(", ", _unreachable.Order(StringComparer.Ordinal))}");
    }

    /// <summary>An operator declares a node dead. First the database must have it: if this node itself is cut off from the database and the
    /// others, it must not take itself for the only one.</summary>
    private void Bury(NodeIsDead dead)
    {
        var address = AddressOf(dead.Node);
        if (_cluster.State.Members.FirstOrDefault(member => member.Address == address) is not { } member)
            return;
        if (ClusterTransport.TokenOf(member.Roles) is not { } token)
            return;
        _members
            .StrikeOffAsync(token)
            .PipeTo(
                Self,
                success: isDone => isDone ? new Buried(address) : NotBuried("this node itself was declared dead"),
                failure: fault => NotBuried(PostgresFault.WordsOf(fault))
            );

        object NotBuried(string words)
        {
            _log.NotBuried(dead.Node, words);
            return new Written();
        }
    }

    private void ShowMembers()
    {
        var state = _cluster.State;
        _share.Nodes = state.Members.Count(member => member.Status is MemberStatus.Up or MemberStatus.Leaving);
        _others.Members = ShownMembers.Of(state, _cluster.SelfUniqueAddress, _node.Name);
    }

    private Address AddressOf(string name)
    {
        var (host, port) = ClusterNode.PartsOf(name);
        return _cluster.SelfAddress.WithHost(host).WithPort(port);
    }

    private void Run<T>(Task<T> task, Func<T, object> answer) => task.PipeTo(Self, success: answer);

    private void Run(Task task, Func<object> answer) => task.PipeTo(Self, success: answer);
}
