using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>A change of a job that an operator wants to know.</summary>
internal enum JobChange
{
    Running,
    Evicted,
    Suspended,
    Resumed,
    Held,
    Released,
    Removed,
}

/// <summary>Pure: finds what happened to a job between two looks at the queue. Several starts may lie between them.</summary>
internal static class JobChanges
{
    /// <param name="before">Null if this process has not seen the job before: then only a hold is told, because it may be news.</param>
    /// <param name="after">The job as it is now.</param>
    public static IEnumerable<JobChange> Between(JobAd? before, JobAd after)
    {
        // NumJobStarts does not tell it: the schedd raises it some time after the status becomes Running (observed).
        var startedAnew = before is not null && after.StartedAt is not null && after.StartedAt != before.StartedAt;
        if (before is not null && IsHeld(before) && !IsHeld(after) && after.Status is not (JobStatus.Removed or JobStatus.Completed))
            yield return JobChange.Released;
        if (before is not null && HasSlot(after) && (!HasSlot(before) || startedAnew))
        {
            if (HasSlot(before))
                yield return JobChange.Evicted;
            yield return JobChange.Running;
        }
        // The start and the eviction may both lie between the two looks.
        if (after.Status == JobStatus.Idle && before is not null && (HasSlot(before) || (startedAnew && before.Status == JobStatus.Idle)))
            yield return JobChange.Evicted;
        if (before is not null && after.Status == JobStatus.Suspended && before.Status != JobStatus.Suspended)
            yield return JobChange.Suspended;
        if (before is { Status: JobStatus.Suspended } && HasSlot(after) && after.Status != JobStatus.Suspended && !startedAnew)
            yield return JobChange.Resumed;
        if (IsHeld(after) && !(before is not null && IsSameHold(before, after)))
            yield return JobChange.Held;
        if (before is { Status: not JobStatus.Removed } && after.Status == JobStatus.Removed)
            yield return JobChange.Removed;
    }

    private static bool HasSlot(JobAd ad) => ad.Status is JobStatus.Running or JobStatus.TransferringOutput or JobStatus.Suspended;

    /// <summary>The gate and the hold of spooling are the sidecar's own.</summary>
    private static bool IsHeld(JobAd ad) => ad is { Status: JobStatus.Held, IsGated: false, IsSpooling: false };

    private static bool IsSameHold(JobAd before, JobAd after) =>
        IsHeld(before)
        && (before.HoldReasonCode, before.HoldReasonSubCode, before.StatusSince)
            == (after.HoldReasonCode, after.HoldReasonSubCode, after.StatusSince);
}
