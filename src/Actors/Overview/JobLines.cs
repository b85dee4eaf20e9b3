using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Overview;

/// <summary>The lines of a timeline for what the queue or the history newly showed of a job (pure).</summary>
internal static class JobLines
{
    public static IEnumerable<TimelineEntry> Of(DateTimeOffset at, JobAd? before, JobAd ad)
    {
        var isSame = before?.Status == ad.Status && before.StatusSince == ad.StatusSince && before.NumJobStarts == ad.NumJobStarts;
        if (isSame && before!.HoldReasonCode == ad.HoldReasonCode && before.GateOpen == ad.GateOpen)
            return [];
        var (what, detail) = Words(before, ad);
        // The schedd's clock may differ from the sidecar's, so its time is a detail.
        var since = ad.StatusSince is { } time ? $"since {UtcTime.Of(time)} by the schedd" : null;
        var text = string.Join("; ", ((string?[])[detail, since]).OfType<string>());
        return [new TimelineEntry(at, TimelineLane.Htcondor, what, OneLine.Of(text), IsDurable: false)];
    }

    private static (string What, string? Detail) Words(JobAd? before, JobAd ad) =>
        ad switch
        {
            { IsGated: true } => ("job queued", $"job {ad.Id} is on hold until the sidecar releases it"),
            { IsSpooling: true } => ("input is spooled", $"job {ad.Id}"),
            { Status: JobStatus.Held } => ("job held", $"{HoldRules.NameOf(ad.HoldReasonCode ?? 0)}: {ad.HoldReason}"),
            { Status: JobStatus.Idle } when before is { Status: JobStatus.Running or JobStatus.TransferringOutput } => (
                "job evicted",
                "HTCondor stopped it, and it waits to run again"
            ),
            { Status: JobStatus.Idle } when before is { Status: JobStatus.Held } => ("job idle", ad.ReleaseReason),
            { Status: JobStatus.Idle or JobStatus.Unexpanded } => ("job idle", $"job {ad.Id} waits for a slot"),
            { Status: JobStatus.Running or JobStatus.TransferringOutput } => (
                "job running",
                string.Join(
                    ", ",
                    (
                        (string?[])[ad.SlotHost is { } slot ? $"on {slot}" : null, ad.NumJobStarts > 1 ? $"start {ad.NumJobStarts}" : null]
                    ).OfType<string>()
                )
            ),
            { Status: JobStatus.Suspended } => ("job suspended", null),
            { Status: JobStatus.Removed } => ("job removed", ad.RemoveReason),
            { Status: JobStatus.Completed, ExitSignal: { } signal } => ("job completed", $"killed by signal {signal}"),
            { Status: JobStatus.Completed } => ("job completed", ad.ExitCode is { } code ? $"exit code {code}" : null),
            _ => ("job is " + ad.Status, null),
        };
}
