using Akka.Actor;
using Akka.Persistence;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// One pod. The shell around <see cref="PodLife"/>: recover, decide, persist, then reply, then act. It has no rules of its own.
/// </summary>
internal sealed partial class PodActor : UntypedPersistentActor
{
    // Akka gives a restarted actor its old reference. Step numbers include the incarnation, so that no answer to an earlier incarnation
    // matches a step of this one.
    private const int StepBits = 20;
    private static long _incarnations;

    private readonly PodContext _context;
    private readonly PodEffects _effects;
    private IActorRef[] _createCallers = [],
        _deleteCallers = [],
        _statusCallers = [];
    private PodState _pod;
    private PodCaller _caller = PodCaller.InterLink;
    private bool _writing;

    /// <summary>The actor's name is the pod's UID.</summary>
    public PodActor(PodContext context)
    {
        var uid = PodUid.Parse(Self.Path.Name);
        (_context, _pod) = (context, PodState.Of(uid) with { StepNumber = Interlocked.Increment(ref _incarnations) << StepBits });
        _effects = new PodEffects(uid, Self, context);
    }

    public override string PersistenceId => PersistenceIdOf(_pod.Uid);
    public override Recovery Recovery => NoSnapshots;

    private const string IdPrefix = "pod-";
    private static readonly Recovery NoSnapshots = new(SnapshotSelectionCriteria.None);

    public static string PersistenceIdOf(PodUid uid) => IdPrefix + uid.Value;

    /// <summary>Null if the id is not that of a pod (sharding writes events of its own to the journal).</summary>
    public static PodUid? UidOf(string persistenceId) =>
        persistenceId.StartsWith(IdPrefix, StringComparison.Ordinal) && PodUid.TryParse(persistenceId[IdPrefix.Length..], out var uid)
            ? uid
            : null;

    // A switch, not Akka's tables of handlers, because Akka builds those tables for each actor.
    protected override void OnRecover(object message)
    {
        if (message is DurableFact fact)
        {
            _pod = _pod.Apply(fact);
            _context.Histories.NoteRecovered(_pod.Uid, fact);
        }
        else if (message is RecoveryCompleted)
            Recovered();
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case IPodInput input:
                Handle(input);
                break;
            case ReminderDue due when due.Number != _reminder:
                break; // this reminder was replaced while its message was on the way
            case ReminderDue:
                _remind = null;
                _context.Waiting.Remove(_pod.Uid);
                _context.States.ShowNextTry(_pod.Uid, null);
                Handle(new Remind());
                break;
            case StepInProgress on:
                _stepProgressSeen |= on.Step == _pod.StepNumber;
                break;
            case DeleteMessagesSuccess:
            case StepDue due when !_pod.IsCurrentStep(due.Number):
                break;
            case StepDue due when _stepProgressSeen:
                AwaitStep(due.Number);
                break;
            case StepDue due:
                Handle(new StepLost(due.Number));
                break;
            case GetPodStatus { AtOnce: false } when _streamKnownDeadline is not null:
                _statusCallers = [.. _statusCallers, Sender];
                break;
            case StreamKnownDeadline:
                AnswerStatusCallers();
                break;
            case GetPodStatus:
                Reply(Rendered());
                break;
            case HurryCreateReply:
                if (_createCallers.Length > 0)
                    Replace(
                        ref _replyDue,
                        Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(TimeSpan.Zero, Soon, Self, new CreateReplyDue(), Self)
                    );
                break;
            case GetOwnership:
                Reply(Ownership.Of(_pod));
                break;
            case GetLogLocation ask:
                var place = LogLocations.Of(_pod, ask.Container);
                Reply(_context.Fetches?.Noted(place, ask.AskedAgo ?? TimeSpan.Zero) ?? place);
                break;
            case StopAfterPassivation:
                _leaving = true;
                StopIfLeaving();
                break;
            case HandOff:
                Move();
                break;
            case DeleteMessagesFailure failed:
                _context.Log.EventsNotDeleted(_pod.Logged(), failed.Cause.Message);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Recovered()
    {
        _callersWhileBusy = null;
        _context.Histories.NoteStart(_pod.Uid);
        _context.Troubles.JournalRead(_pod.Uid);
        if (_pod is { Stage: Stage.Released, RunIsKnown: false })
            Replace(ref _streamKnownDeadline, ScheduleOnce(new StreamKnownDeadline(), StreamKnownWithin));
        Publish(isRecovered: true);
        // Recovery takes the same path as a retry: it asks again for whatever was in progress.
        if (HasPod)
            Handle(new Remind());
    }

    private void Handle(IPodInput input)
    {
        if (input is DeletePod)
            _deleteCallers = [.. _deleteCallers, Sender];
        _caller = CallerOf(input) ?? _caller;
        if (input is StepLost lost && _pod.IsCurrentStep(lost.Number))
            _context.Troubles.StepTimedOut(_pod.Logged(), StepLimit.Failure(_pod.Step));
        var decision = PodLife.Decide(
            _pod,
            input,
            _context.Clock.GetUtcNow(),
            _context.Options,
            input is JobSeen or StepAnswered ? _context.WallAhead() : TimeSpan.Zero
        );
        if (decision.CallerReply is { } refusal)
            Sender.Tell(refusal);
        else if (input is CreatePod or CreateRefused or AdoptPod)
            AwaitCreateReply();
        var durable = decision.Facts.OfType<DurableFact>().ToArray();
        if (durable.Length == 0)
            Complete(decision);
        foreach (var fact in durable)
            FailPoint.Hit("before-persist", fact.GetType().Name);
        var left = durable.Length;
        _writing = left > 0;
        PersistAll(
            durable,
            fact =>
            {
                FailPoint.Hit("after-persist", fact.GetType().Name);
                if (--left > 0)
                    return;
                (_writing, _callersWhileBusy) = (false, null);
                _context.Troubles.JournalWritten(_pod.Uid);
                Complete(decision);
            }
        );
    }

    private void Reply(object answer)
    {
        Sender.Tell(answer);
        // A request for an unknown or deleted pod must not keep its actor in memory.
        if (_pod is { Stage: Stage.New or Stage.Deleted, Step: Step.None })
            Execute(new Passivate());
    }

    private void Complete(Decision decision)
    {
        foreach (var fact in decision.Facts)
            ApplyAndLog(fact);
        if (decision.Facts.Count > 0)
            Publish();
        if (decision.CreateReply is { } created)
        {
            Answer(ref _createCallers, created);
            Replace(ref _replyDue, null);
        }
        if (decision.DeleteReply is { } deleted)
            Answer(ref _deleteCallers, deleted);
        WatchStep();
        foreach (var effect in decision.Effects)
            Execute(effect);
        if (
            decision.RemindAfter is not null
            && decision.Facts.Any(fact => fact is CallEnded { Failure.Kind: not CondorFailureKind.Storage })
        )
            _context.Waiting.Add(_pod.Uid);
        if (decision.RemindAfter is { } after)
        {
            Replace(ref _remind, ScheduleOnce(new ReminderDue(++_reminder), after));
            _context.States.ShowNextTry(_pod.Uid, _context.Clock.GetUtcNow() + after);
        }
        StopIfLeaving();
    }

    private void ApplyAndLog(PodFact fact)
    {
        var before = _pod;
        _pod = _pod.Apply(fact);
        _context.Histories.Note(_pod.Uid, fact, before);
        _context.Note(fact, before, _pod, _caller);
        // It is of no interest later, and would take memory for as long as the pod lives.
        if (fact is ReleaseDecided or SubmitRefused or LogsRetained)
            _caller = PodCaller.InterLink;
    }

    /// <summary>Null if the input does not begin a create or a deletion.</summary>
    private PodCaller? CallerOf(IPodInput input) =>
        input switch
        {
            CreatePod create when _pod is { Stage: Stage.New or Stage.Refused, Step: not (Step.Writing or Step.Looking) } => create.Caller,
            AdoptPod adopt when _pod is { Stage: Stage.New, Step: Step.None } => PodCaller.Adoption(adopt.By),
            DeletePod delete when _pod.Stage is not (Stage.Deleting or Stage.Retained or Stage.Deleted) => delete.Caller,
            _ => null,
        };

    private void Execute(PodEffect effect)
    {
        FailPoint.Hit("before-act", effect.GetType().Name);
        if (effect is ForgetEvents forget)
            DeleteMessages(forget.TombstoneToo ? LastSequenceNr : LastSequenceNr - 1);
        else if (effect is Passivate)
            Context.Parent.Tell(new Akka.Cluster.Sharding.Passivate(new StopAfterPassivation()));
        else
            _effects.Run(effect, _pod);
    }

    private void Publish(bool isRecovered = false)
    {
        var status = PodStatusView.Of(_pod);
        var isUnread = _pod is { Stage: Stage.Released, RunIsKnown: false };
        _context.Board.Publish(_pod.Uid, status, isRecovered, _pod.End?.At, isUnread);
        if (isRecovered && HasPod && status is null && !isUnread)
            _context.Board.TellNone(_pod.Uid);
        _context.States.Show(_pod, status, _context.Clock.GetUtcNow());
        _context.Fetches?.Show(_pod.Uid.Tag, _pod.RunningJob);
        if (_streamKnownDeadline is not null && (status is not null || _pod.Stage != Stage.Released))
            AnswerStatusCallers();
    }

    private void AnswerStatusCallers()
    {
        Replace(ref _streamKnownDeadline, null);
        foreach (var asker in _statusCallers)
            asker.Tell(Rendered());
        _statusCallers = [];
    }

    private RenderedStatus Rendered() =>
        new(_pod.Uid, _context.Board.Find(_pod.Uid)) { CannotTell = _pod is { Stage: Stage.Released, RunIsKnown: false } ? true : null };

    private static void Answer(ref IActorRef[] waiting, object reply)
    {
        foreach (var one in waiting)
            one.Tell(reply);
        waiting = [];
        FailPoint.Hit("after-reply", reply.GetType().Name);
    }

    protected override void PostStop()
    {
        _context.Waiting.Remove(_pod.Uid);
        _context.Troubles.Leave(_pod.Uid);
        ForgetWhatWasShown();
        _context.Fetches?.Show(_pod.Uid.Tag, null);
        _context.Histories.Leave(_pod.Uid);
        AnswerStatusCallers();
        Replace(ref _replyDue, null);
        Replace(ref _remind, null);
        Replace(ref _stepDue, null);
        base.PostStop();
    }
}
