using Akka.Actor;

namespace HtcondorActors.Actors.Pods;

/// <summary>The pod's actor leaves memory: it is no longer needed, or the pod moves to another node.</summary>
internal sealed partial class PodActor
{
    private bool _leaving;

    /// <summary>
    /// The shard sends this back to a pod that asked to leave. From then on the shard buffers messages for the pod until its actor has
    /// stopped.
    /// </summary>
    private sealed record StopAfterPassivation;

    private bool HasPod => _pod.Stage is not (Stage.New or Stage.Refused or Stage.Deleted);

    // A create may have arrived before the shard received the wish to leave. It is served and answered first.
    private void StopIfLeaving()
    {
        if (!_leaving || _createCallers.Length + _deleteCallers.Length > 0)
            return;
        if (HasPod)
            Context.Parent.Tell(new WakeUp(_pod.Uid));
        Context.Stop(Self);
    }

    /// <summary>
    /// The pod moves. All that is in progress ends here and is taken up again there, as after a restart. Callers ask again there.
    /// </summary>
    private void Move()
    {
        foreach (var caller in (IActorRef[])[.. _createCallers, .. _deleteCallers])
            caller.Tell(new PodMoves(_pod.Uid));
        (_createCallers, _deleteCallers) = ([], []);
        _context.States.Forget(_pod.Uid);
        _keepsWhatWasShown = true;
        // Not to the poller: the pod's next actor may have asked it already.
        _context.Scheduler.Streams.Tell(new UnwatchStream(_pod.Uid.Tag), Self);
        if (HasPod)
            _context.Pods!().Tell(new WakeUp(_pod.Uid));
        Context.Stop(Self);
    }
}
