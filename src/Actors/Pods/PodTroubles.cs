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
    private readonly SharedTroubles _calls = new(clock, log.PodsWait, log.PodsGoOn);
    private readonly SharedTroubles _disk = new(clock, log.PodsWait, log.PodsGoOn);
    private readonly SharedTroubles _writes = new(clock, log.PodsWait, log.PodsGoOn);
    private readonly SharedTroubles _reads = new(clock, log.PodsWait, log.PodsGoOn);
    private readonly SharedTroubles _images = new(clock, log.PodsWaitForImages, log.PodsHaveImages, isRepeated: false);
    private readonly SharedTroubles _unfitting = new(clock, log.NoSlotFitsPods, log.SlotsFitAgain, isRepeated: false);
    private readonly SharedTroubles _heldBefore = new(clock, log.PodsHeldBefore, (_, _, _) => { }, isRepeated: false);

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

    /// <summary>A container waits for its image. A registry that is down concerns many pods at once.</summary>
    public void ImageMissing(LoggedPod pod, ContainerChange.WaitsForImage wait)
    {
        var words = OneLine.Of(wait.Wait.Words);
        if (_images.Begin(pod.Uid, new(words, wait.Wait.Reason)))
            log.ImageMissing(pod, wait.Container, wait.Wait.Reason, words);
        else
            log.FactStored(pod, $"container {wait.Container} waits for its image too ({wait.Wait.Reason}): {words}");
    }

    /// <summary>A pod whose wait had a line of its own gets a line for the end of the wait too.</summary>
    public void ImageFetched(LoggedPod pod, string container, bool isLast)
    {
        if (isLast ? _images.End(pod.Uid) : _images.IsAlone(pod.Uid))
            log.ImageFetched(pod, container);
        else
            log.FactStored(pod, $"container {container} has its image now too");
    }

    /// <summary>One shape of a job that no slot fits is often that of many pods.</summary>
    public void NoSlotFits(LoggedPod pod, IdleExplanation why)
    {
        if (_unfitting.Begin(pod.Uid, new(why.Words, PodReasons.NoSlotFits)))
            log.NoSlotFits(pod, PodReasons.NoSlotFits, why.ToString());
        else
            log.FactStored(pod, $"its job cannot start as it is either: {why}");
    }

    /// <summary>The job was on hold before this process saw it, so all such pods come at once after a start.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="hold">What the pod shares with others: hold code and reason.</param>
    /// <returns>True if the pod gets a line of its own.</returns>
    public bool HeldBefore(LoggedPod pod, string hold) => _heldBefore.Begin(pod.Uid, new(hold, pod.Reason));

    /// <summary>Ends what a pod waited for.</summary>
    public void Follow(PodState before, PodState pod)
    {
        var isOver = pod.Stage != Stage.Released;
        if (before.Idle is { NoSlotFits: true } && (isOver || pod.Idle is not { NoSlotFits: true }))
            _unfitting.End(pod.Uid);
        if (before.Ad is { Status: JobStatus.Held } && (isOver || pod.Ad is not { Status: JobStatus.Held }))
            _heldBefore.End(pod.Uid);
        if (isOver && before.Stage == Stage.Released)
            _images.End(pod.Uid);
    }

    /// <summary>The pod's events were read. That says nothing of writes: with a full disk, reads work.</summary>
    public void JournalRead(PodUid pod) => _reads.End(pod);

    /// <summary>An event of the pod was written.</summary>
    public void JournalWritten(PodUid pod) => _writes.End(pod);

    /// <summary>The pod's actor leaves memory. Nobody has seen that its calls succeed.</summary>
    public void Leave(PodUid pod)
    {
        waiting.GoesOn(pod);
        foreach (var troubles in (SharedTroubles[])[_calls, _disk, _images, _unfitting, _heldBefore])
            troubles.Forget(pod);
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
