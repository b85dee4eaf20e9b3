using Akka.Actor;

namespace HtcondorActors.Actors.Nodes;

/// <summary>What a node of a cluster waits for when it starts, and when it leaves.</summary>
internal sealed class ClusterLife
{
    private readonly TaskCompletionSource _isMember = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hasStatuses = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hasLease = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _podsHaveMoved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _knowsAllPods;
    private volatile bool _isLeaving;
    private volatile bool _isEnded;
    private Action _movePods = () => { };
    private IActorRef _membership = ActorRefs.Nobody,
        _questions = ActorRefs.Nobody;

    /// <summary>Completes when this node has joined the others, has the statuses of their pods, and may tell them.</summary>
    public Task Ready => Task.WhenAll(_isMember.Task, _hasStatuses.Task, _hasLease.Task);

    /// <summary>True once this node has joined the others.</summary>
    public bool HasJoined => _isMember.Task.IsCompletedSuccessfully;

    /// <summary>True from the moment when this node hands its pods to the others.</summary>
    public bool IsLeaving => _isLeaving;

    public void IsMember() => _isMember.TrySetResult();

    /// <summary>True once the statuses of all other nodes' pods have come.</summary>
    public bool KnowsAllPods => _knowsAllPods;

    /// <summary>The statuses of all other nodes' pods have come.</summary>
    public void HasAllStatuses()
    {
        _knowsAllPods = true;
        HasStatuses();
    }

    /// <summary>This node need not wait for further statuses before it serves.</summary>
    public void HasStatuses() => _hasStatuses.TrySetResult();

    public void HasLease() => _hasLease.TrySetResult();

    /// <summary>Nothing waits any longer for this node to join: it stops.</summary>
    public void GiveUp()
    {
        _isMember.TrySetCanceled();
        _hasStatuses.TrySetCanceled();
        _hasLease.TrySetCanceled();
    }

    /// <summary>The others go on without this node, or it cannot go on: it hands nothing over.</summary>
    public void End()
    {
        _isEnded = true;
        GiveUp();
    }

    public void PodsHaveMoved() => _podsHaveMoved.TrySetResult();

    /// <summary>The actor that carries out what operators want of nodes; set once at the start.</summary>
    public void MembershipIs(IActorRef membership) => Volatile.Write(ref _membership, membership);

    /// <summary>Answers <see cref="NodeLeaves"/>.</summary>
    public IActorRef Membership => Volatile.Read(ref _membership);

    /// <summary>The actor that asks other nodes; set once at the start.</summary>
    public IActorRef Questions
    {
        get => Volatile.Read(ref _questions);
        set => Volatile.Write(ref _questions, value);
    }

    /// <summary>Carries out what an operator wants of a node: <see cref="NodeIsDead"/>.</summary>
    public void CarryOut(NodeIsDead wish) => Membership.Tell(wish, ActorRefs.NoSender);

    /// <param name="region">The shard region of this node.</param>
    /// <param name="system">Watches it.</param>
    /// <param name="says">Called when the pods begin to move.</param>
    public void Of(IActorRef region, ActorSystem system, Action says) =>
        _movePods = () =>
        {
            says();
            system.ActorOf(Props.Create(() => new RegionEndActor(region, PodsHaveMoved)), "region-end");
        };

    /// <summary>Hands the pods to the other nodes. The node stays a member, and sends requests on to them.</summary>
    public async Task MovePodsAsync(TimeSpan limit)
    {
        if (!HasJoined || _isLeaving || _isEnded)
            return;
        _isLeaving = true;
        _movePods();
        await Task.WhenAny(_podsHaveMoved.Task, Task.Delay(limit));
    }
}
