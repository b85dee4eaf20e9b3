using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Pods;

/// <summary>Writes the log entries of a fact: one for each transition of a pod.</summary>
internal static class PodFactLog
{
    /// <param name="context">The log, and the troubles that pods share.</param>
    /// <param name="fact">What has happened.</param>
    /// <param name="before">The pod before the fact.</param>
    /// <param name="pod">The pod after the fact.</param>
    /// <param name="caller">Who asked for the pod's create or deletion.</param>
    public static void Note(this PodContext context, PodFact fact, PodState before, PodState pod, PodCaller caller)
    {
        var log = context.Log;
        // A tombstone has lost the pod's name.
        var known = pod.Outline is null ? before : pod;
        LoggedPod? logged = null;
        foreach (var warning in PodFactText.Warnings(fact))
            log.SpecWarning(Named(), warning);
        if (pod.Run.Warnings is { } seen && seen != before.Run.Warnings)
            log.NodeWarning(Named(), seen);
        switch (fact)
        {
            case PodAccepted:
                log.Accepted(Named(), caller.Words);
                break;
            case ReleaseDecided elected:
                log.Elected(Named(), elected.Job);
                break;
            case JobVoided voided:
                log.Voided(Because(PodReasons.JobRemoved), voided.Job);
                break;
            case SubmitRefused refused:
                log.JobRefused(Because(PodReasons.JobRefused), refused.Words);
                break;
            case PodFinished end:
                // The same reason as in the status, and so in the list of pods.
                NoteEnd(log, Because(PodStages.Of(pod, PodStatusView.Of(pod)).Reason), end, before);
                break;
            case DeletionAsked when known.Outline is null:
                log.UnknownDeletionAsked(Named(), caller.Words);
                break;
            case DeletionAsked:
                log.DeletionAsked(Named(), caller.Words);
                break;
            case LogsRetained:
                log.Deleted(Named(), "; its logs stay for RetainFinishedMinutes");
                break;
            case PodDeleted:
                log.Deleted(Named(), "");
                break;
            case JobAdUpdated seenJob:
                foreach (var change in JobChanges.Between(before.Ad, seenJob.Ad))
                    NoteChange(context, Named(), change, seenJob.Ad, isNews: before.Ad is not null);
                break;
            case RunViewUpdated:
                foreach (var change in ContainerChanges.Between(before, pod))
                    NoteChange(context, Named(), change, pod);
                break;
            case CallEnded { Failure: { } failure }:
                context.Troubles.CallFailed(Named(), failure);
                break;
            case CallEnded:
                context.Troubles.CallSucceeded(pod.Uid);
                break;
            case JobGoneFromQueue { Failure: { } unasked } when unasked.Kind != before.Gone?.Failure?.Kind:
                log.EndNotFound(Because(PodReasons.JobLeftQueue), pod.Job, unasked);
                break;
            case IdleExplained { Explanation: { NoSlotFits: true } why } when before.Idle is not { NoSlotFits: true }:
                context.Troubles.NoSlotFits(Named(), why);
                break;
            default:
                if (log.IsEnabled(LogLevel.Debug) && PodFactText.Of(fact) is { } words)
                    log.FactStored(Named(), words);
                break;
        }
        context.Troubles.Follow(before, pod);

        LoggedPod Because(string reason) => Named() with { Reason = reason };

        LoggedPod Named() => logged ??= known.Logged(caller.Session);
    }

    public static LoggedPod Logged(this PodState pod, string? session = null) =>
        new(pod.Uid)
        {
            Namespace = pod.Outline?.Namespace,
            Name = pod.Outline?.Name,
            Job = pod.Job?.ToString(),
            Session = session,
        };

    private static void NoteChange(PodContext context, LoggedPod pod, JobChange change, JobAd ad, bool isNews)
    {
        var log = context.Log;
        switch (change)
        {
            case JobChange.Running:
                log.Running(pod, ad.SlotHost is { } slot ? $" on {slot}" : "");
                break;
            case JobChange.Evicted:
                log.Evicted(pod);
                break;
            case JobChange.Suspended:
                log.Suspended(pod with { Reason = PodReasons.JobSuspended });
                break;
            case JobChange.Resumed:
                log.Resumed(pod);
                break;
            case JobChange.Released:
                log.Released(pod, ad.ReleaseReason ?? "HTCondor gives no reason");
                break;
            case JobChange.Removed:
                log.JobRemoved(pod with { Reason = PodReasons.JobRemoved }, ad.RemoveReason ?? "HTCondor gives no reason");
                break;
            // FaultyNodes has one line for all jobs that leave the node.
            case JobChange.Held when ad.IsNodeFault:
                log.FactStored(pod, "held because of its node; it goes to another node");
                break;
            case JobChange.Held:
                NoteHold(context, pod with { Reason = PodReasons.JobHeld }, ad, isNews);
                break;
        }
    }

    private static void NoteHold(PodContext context, LoggedPod pod, JobAd ad, bool isNews)
    {
        var (code, subCode) = (ad.HoldReasonCode ?? 0, ad.HoldReasonSubCode ?? 0);
        var (name, words) = (HoldRules.NameOf(code), ad.HoldReason ?? "HTCondor gives no reason");
        var next = HoldWords.NextOf(ad, context.Options.HoldRules);
        if (isNews || context.Troubles.HeldBefore(pod, $"hold code {code}/{subCode}, {name}: {words}"))
            context.Log.Held(pod, code, subCode, name, words, next);
        else
            context.Log.FactStored(pod, $"on hold too (hold code {code}/{subCode}, {name}): {words}. {next}");
    }

    private static void NoteChange(PodContext context, LoggedPod pod, ContainerChange change, PodState now)
    {
        var log = context.Log;
        switch (change)
        {
            case ContainerChange.WaitsForImage wait:
                context.Troubles.ImageMissing(pod, wait);
                break;
            case ContainerChange.HasImage has:
                context.Troubles.ImageFetched(pod, has.Container, isLast: !now.Run.Containers.Values.Any(run => run.ImageWait is not null));
                break;
            case ContainerChange.Restarts { Pending: { } pending } restart:
                log.ContainerRestarts(
                    pod,
                    restart.Container,
                    restart.Code,
                    restart.Reason,
                    restart.Number,
                    Math.Round(pending.After.TotalSeconds, 1)
                );
                break;
            case ContainerChange.Restarts restart:
                log.ContainerRestarted(pod, restart.Container, restart.Code, restart.Reason, restart.Number);
                break;
        }
    }

    private static void NoteEnd(ILogger log, LoggedPod pod, PodFinished end, PodState before)
    {
        var outline = before.Outline!;
        var ends = outline
            .InitContainers.Concat(outline.Containers)
            .Zip(end.InitContainers.Concat(end.Containers), (container, how) => (container.Name, how.ExitCode, how.Reason))
            .Where(one => one.ExitCode != 0)
            .Select(one => $"container {one.Name} ended with exit code {one.ExitCode} ({one.Reason})")
            .ToArray();
        if (ends.Length == 0)
            log.Succeeded(pod);
        else if (before.Run.End is { PodEnd: null, Stopped: false })
            log.Failed(pod, string.Join(", ", ends));
        else
            log.FailedFromOutside(pod, EndCause.Of(before), string.Join(", ", ends));
    }
}
