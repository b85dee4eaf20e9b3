using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Overview;

/// <summary>The lines of a timeline for what the queue or the history newly showed of a job (pure).</summary>
internal static class JobLines
{
    public static IEnumerable<TimelineEntry> Of(DateTimeOffset at, JobAd? before, JobAd ad)
    {
        // The schedd's clock may differ from the sidecar's, so its time is a detail.
        var since = ad.StatusSince is { } time ? $"since {UtcTime.Of(time)} by the schedd" : null;
        var changes = JobChanges.Between(before, ad).Select(change => Of(change, ad)).ToList();
        if (changes.Count == 0 && before?.Status != ad.Status && StateOf(ad) is { } state)
            changes.Add(state);
        return changes.Select(change => new TimelineEntry(
            at,
            TimelineLane.Htcondor,
            change.What,
            Joined("; ", change.Detail, since) is { Length: > 0 } detail ? OneLine.Of(detail) : null,
            IsDurable: false
        ));
    }

    private static (string What, string? Detail) Of(JobChange change, JobAd ad) =>
        change switch
        {
            JobChange.Running => (
                "job running",
                Joined(", ", ad.SlotHost is { } slot ? $"on {slot}" : null, ad.NumJobStarts > 1 ? $"start {ad.NumJobStarts}" : null)
            ),
            JobChange.Evicted => ("job evicted", "HTCondor stopped it, and it waits to run again"),
            JobChange.Suspended => ("job suspended", null),
            JobChange.Resumed => ("job continued", null),
            JobChange.Held => ("job held", $"{HoldRules.NameOf(ad.HoldReasonCode ?? 0)}: {ad.HoldReason}"),
            JobChange.Released => ("job released", ad.ReleaseReason),
            _ => ("job removed", ad.RemoveReason),
        };

    private static (string What, string? Detail)? StateOf(JobAd ad) =>
        ad switch
        {
            { IsGated: true } => ("job queued", $"job {ad.Id} is on hold until the sidecar releases it"),
            { IsSpooling: true } => ("input is spooled", $"job {ad.Id}"),
            { Status: JobStatus.Idle or JobStatus.Unexpanded } => ("job idle", $"job {ad.Id} waits for a slot"),
            { Status: JobStatus.Running or JobStatus.TransferringOutput } => Of(JobChange.Running, ad),
            { Status: JobStatus.Removed } => Of(JobChange.Removed, ad),
            { Status: JobStatus.Completed, ExitSignal: { } signal } => ("job completed", $"killed by signal {signal}"),
            { Status: JobStatus.Completed } => ("job completed", ad.ExitCode is { } code ? $"exit code {code}" : null),
            _ => ("job is " + ad.Status.ToString().ToLowerInvariant(), null),
        };

    private static string Joined(string separator, params string?[] parts) => string.Join(separator, parts.OfType<string>());
}
