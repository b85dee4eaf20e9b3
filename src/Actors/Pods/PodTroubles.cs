using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Logs what pods fail at: a line for a pod that fails alone, and few lines for a schedd, a disk or a journal that fails for all of them.
/// While the queue cannot be seen, the poller writes those lines. The lines of the single pods are at Debug then.
/// </summary>
internal sealed class PodTroubles(TimeProvider clock, ILogger log, PodsWaitingForScheduler waiting)
{
    private readonly SharedTroubles _calls = new(clock, log);
    private readonly SharedTroubles _disk = new(clock, log);
    private readonly SharedTroubles _writes = new(clock, log);
    private readonly SharedTroubles _reads = new(clock, log);

    public void CallFailed(LoggedPod pod, CondorFailure failure)
    {
        if (Begin(pod.Uid, failure))
            log.CallFailed(pod, failure, FailureReasons.Of(failure));
        else
            log.CallFailedToo(pod, failure, FailureReasons.Of(failure));
    }

    public void StepTimedOut(LoggedPod pod, CondorFailure failure)
    {
        if (Begin(pod.Uid, failure))
            log.StepTimedOut(pod, failure, FailureReasons.Of(failure));
        else
            log.CallFailedToo(pod, failure, FailureReasons.Of(failure));
    }

    public void CallSucceeded(PodUid pod)
    {
        waiting.GoesOn(pod);
        _calls.End(pod);
        _disk.End(pod);
    }

    /// <summary>This is the sidecar's trouble, and no pod's reason: the health check <c>journal</c> shows it.</summary>
    public void NotWritten(LoggedPod pod, string words)
    {
        if (_writes.Begin(pod.Uid, new("the journal could not be written: " + words, null)))
            log.JournalNotWritten(pod, words);
        else
            log.JournalNotWrittenToo(pod, words);
    }

    public void Unreadable(LoggedPod pod, string type, string words)
    {
        pod = pod with { Reason = PodReasons.JournalUnreadable };
        if (_reads.Begin(pod.Uid, new("the journal cannot be read: " + words, pod.Reason)))
            log.EventsUnreadable(pod, type, words);
        else
            log.EventsUnreadableToo(pod, type, words);
    }

    /// <summary>The pod's events were read. That says nothing of writes: with a full disk, reads work.</summary>
    public void JournalRead(PodUid pod) => _reads.End(pod);

    /// <summary>An event of the pod was written.</summary>
    public void JournalWritten(PodUid pod) => _writes.End(pod);

    /// <summary>The pod's actor leaves memory. Nobody has seen that its calls succeed.</summary>
    public void Leave(PodUid pod)
    {
        waiting.GoesOn(pod);
        _calls.Forget(pod);
        _disk.Forget(pod);
    }

    /// <summary>True if the failure gets a line of its own.</summary>
    private bool Begin(PodUid pod, CondorFailure failure)
    {
        var trouble = new LoggedTrouble(failure.ToString(), FailureReasons.Of(failure));
        if (failure.Kind is CondorFailureKind.Storage or CondorFailureKind.StorageFull)
            return _disk.Begin(pod, trouble);
        waiting.Failed(pod);
        // ScheddActor counts these pods.
        if (!waiting.IsOutage && failure.Kind != CondorFailureKind.OtherSchedd)
            return _calls.Begin(pod, trouble);
        _calls.Forget(pod);
        return false;
    }
}
