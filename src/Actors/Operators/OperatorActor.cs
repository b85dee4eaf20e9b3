using Akka.Actor;
using Akka.Persistence;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Operators;

/// <summary>The action is on disk, and has had its effect.</summary>
internal sealed record ActionNoted(DrainState Drain);

/// <summary>The action could not be written, and has no effect.</summary>
internal sealed record ActionNotNoted(string Words);

/// <summary>Writes the actions of operators to the journal, carries them out, and remembers over restarts whether the sidecar is
/// drained.</summary>
/// <param name="pods">The shard region of the pods.</param>
/// <param name="board">Shows the decisions.</param>
/// <param name="names">Names a pod for the log.</param>
/// <param name="log">Gets an entry for each action.</param>
internal sealed class OperatorActor(IActorRef pods, OperatorBoard board, Func<PodUid, LoggedPod> names, ILogger log)
    : UntypedPersistentActor
{
    /// <summary>It is no pod's id, so no pod is woken for it.</summary>
    public const string Id = "operators";

    private const string Unwritten = "the journal could not be written";

    /// <summary>So many of the newest actions stay in the journal.</summary>
    internal const int Kept = 10_000;

    private const string Unread =
        "whether the node is drained is not known, because an entry of the journal cannot be read; run drain on or off";

    private DrainState _drain = DrainState.Never;
    private bool _drainIsKnown = true;
    private long _drainNumber;
    private IActorRef _asker = ActorRefs.Nobody;

    public override string PersistenceId => Id;
    public override Recovery Recovery { get; } = new(SnapshotSelectionCriteria.None);

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case OperatorFact fact:
                Apply(fact);
                break;
            case UnreadableAction spoilt:
                _drainIsKnown = false; // it may have been about a drain
                log.ActionUnreadable(spoilt.Words);
                break;
            case RecoveryCompleted:
                board.Show(_drainIsKnown ? _drain : null, Unread);
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        if (message is not OperatorFact fact)
            return; // answers about old entries
        _asker = Sender;
        Persist(
            fact,
            noted =>
            {
                Apply(noted);
                CarryOut(noted);
                _asker.Tell(new ActionNoted(_drain));
                Trim();
            }
        );
    }

    // Akka stops this actor afterwards, and its parent starts another.
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Failed(cause);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Failed(cause);

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        board.Show(null, Unread);
        log.ActionNotJournaled(reason.GetBaseException().Message);
    }

    private void Failed(Exception cause)
    {
        log.ActionNotJournaled(cause.GetBaseException().Message);
        _asker.Tell(new ActionNotNoted(Unwritten));
    }

    private void Apply(OperatorFact fact)
    {
        if (fact is DrainDecided decided)
            (_drain, _drainNumber, _drainIsKnown) = (new(decided.IsOn, decided.At, decided.By), LastSequenceNr, true);
    }

    private void CarryOut(OperatorFact fact)
    {
        switch (fact)
        {
            case DrainDecided { IsOn: true }:
                log.DrainBegan(fact.By);
                board.Show(_drain, null);
                break;
            case DrainDecided:
                log.DrainEnded(fact.By);
                board.Show(_drain, null);
                break;
            case RetryAsked retry:
                log.RetryWanted(names(retry.Uid), fact.By);
                pods.Tell(new RetryNow(retry.Uid));
                break;
            case LogLevelSet level:
                log.LevelSet(level.Level, fact.By);
                break;
            case NodeLeaveAsked leave:
                log.LeaveWanted(leave.Node, fact.By);
                break;
            case NodeDownAsked down:
                log.DownWanted(down.Node, fact.By);
                break;
        }
    }

    /// <summary>Deletes the oldest actions. The last decision about a drain is written again before its entry is deleted.</summary>
    private void Trim()
    {
        // While an entry is unreadable, it may be the last decision. Nothing is deleted until somebody decides anew.
        if (LastSequenceNr <= Kept || LastSequenceNr % 1000 != 0 || !_drainIsKnown)
            return;
        if (_drain is { Since: { } since } && _drainNumber <= LastSequenceNr - Kept)
        {
            Persist(
                new DrainDecided(_drain.IsOn, _drain.By!, since),
                again =>
                {
                    Apply(again);
                    DeleteMessages(LastSequenceNr - Kept);
                }
            );
        }
        else
        {
            DeleteMessages(LastSequenceNr - Kept);
        }
    }
}

/// <summary>
/// Keeps an <see cref="OperatorActor"/>. Akka stops that actor when its entries cannot be read or written. Pods need no operator, so the
/// process goes on, and the actor is started again after a while.
/// </summary>
internal sealed class OperatorKeeperActor : ReceiveActor, IWithTimers
{
    private sealed record StartAgain;

    private IActorRef? _operator;

    public OperatorKeeperActor(Props actor, TimeSpan again)
    {
        Receive<OperatorFact>(fact =>
        {
            if (_operator is { } running)
                running.Forward(fact);
            else
                Sender.Tell(new ActionNotNoted("the journal could not be read"));
        });
        Receive<StartAgain>(_ => Start());
        Receive<Akka.Actor.Terminated>(_ =>
        {
            _operator = null;
            Timers.StartSingleTimer(nameof(StartAgain), new StartAgain(), again);
        });
        // At once: an action may be in the mailbox already.
        Start();

        void Start() => _operator = Context.Watch(Context.ActorOf(actor));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // A failed actor may have the journal's answers in its mailbox, so a new one takes its place.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
}
