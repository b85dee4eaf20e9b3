using System.Data.Common;
using Akka.Actor;
using Akka.Persistence;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Pods;

/// <summary>What happens to a pod and to its callers when its events cannot be read or written.</summary>
internal sealed partial class PodActor
{
    private const string Unwritten = "the journal could not be written";

    private CallersWhileBusy? _callersWhileBusy;

    /// <summary>
    /// True if this actor ends because of the journal, or because the pod moves. Then the pod's last status stays on the boards.
    /// </summary>
    private bool _keepsWhatWasShown;

    private void ForgetWhatWasShown()
    {
        if (_keepsWhatWasShown)
        {
            // Another node may take the pod over, and what it tells then counts.
            if (_context.Pods is not null)
            {
                _context.States.Leave(_pod.Uid);
                _context.Board.Leave(_pod.Uid);
            }
            return;
        }
        _context.Board.Forget(_pod.Uid);
        _context.States.Forget(_pod.Uid);
    }

    // Akka keeps the messages that arrive while events are read or written. If that fails, Akka drops them and says nothing.
    protected override bool AroundReceive(Receive receive, object message)
    {
        if ((IsRecovering || _writing) && message is IPodMessage asked)
            (_callersWhileBusy ??= new CallersWhileBusy()).Note(asked, Sender);
        return base.AroundReceive(receive, message);
    }

    // A pod whose events could not all be read does nothing: it might submit a second job, or take back an end. Akka stops this pod's actor
    // afterwards, and no other.
    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        var cause = CauseOf(reason);
        var isPassing = cause is DbException or RecoveryTimedOutException;
        // While the journal is away, anybody may ask for a pod that there never was. Only a pod that the journal has listed, or that this
        // process has shown, is known to exist.
        var exists = !isPassing || _callersWhileBusy is { WasWoken: true } || _context.States.Find(_pod.Uid) is not null;
        // Events that cannot be read do not say that the pod is gone.
        _keepsWhatWasShown = true;
        _context.Board.Unreadable.Add(_pod.Uid, _context.Clock.GetUtcNow(), exists);
        if (exists)
            _context.Troubles.Unreadable(_pod.Logged(), cause.GetType().Name, cause.Message);
        var patience = isPassing ? _context.Options.RetryAfter : _context.Options.RetryAtMost;
        if (_callersWhileBusy?.RetryMessage is { } again)
            TryLater(again, patience);
        _callersWhileBusy?.Answer(
            isPassing
                ? "the journal cannot be read at the moment; the sidecar's log says why"
                : "this pod's events in the journal cannot be read; the sidecar's log says why"
        );
    }

    /// <summary>The database's own words, rather than those of the socket below it.</summary>
    private static Exception CauseOf(Exception reason)
    {
        for (var fault = reason; fault is not null; fault = fault.InnerException)
            if (fault is DbException)
                return fault;
        return reason.GetBaseException();
    }

    // The journal is the only truth: an actor that could not write to it does nothing more. Akka stops the actor afterwards.
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => JournalFailed(cause);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        JournalFailed(cause);
        Context.Stop(Self); // Akka itself would let the actor continue
    }

    private void JournalFailed(Exception cause)
    {
        _keepsWhatWasShown = true;
        _context.Troubles.NotWritten(_pod.Logged(_caller.Session), cause.Message);
        // A poller that still watches the job for a stopped actor would never report the job as a stray, even if the job should be gone.
        if (_pod.Job is not null)
            _effects.Run(new StopWatching(), _pod);
        // Nobody else would wake the pod: the Virtual Kubelet deletes only once, whatever the answer, and never repeats the create of a pod
        // that has a job id.
        TryLater(
            _deleteCallers.Length > 0
                ? new DeletePod(_pod.Uid) { Caller = _caller }
                : _callersWhileBusy?.RetryMessage ?? new WakeUp(_pod.Uid),
            _context.Options.RetryAfter
        );
        Answer(ref _createCallers, new PodNotAccepted(Unwritten));
        Answer(ref _deleteCallers, new DeletionNotAccepted(Unwritten));
        _callersWhileBusy?.Answer(Unwritten);
    }

    private void TryLater(IPodMessage again, TimeSpan patience) =>
        _context.Retries.Schedule(again, patience, _context.Pods?.Invoke() ?? Context.Parent, Context.System.Scheduler);
}
