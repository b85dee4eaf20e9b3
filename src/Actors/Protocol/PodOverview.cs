namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// One pod as an operator sees it: a line of the list of pods. It has no values of variables, no arguments and no secrets.
/// </summary>
public sealed record PodOverview : IPodLine
{
    public required PodUid Uid { get; init; }
    public required string Namespace { get; init; }
    public required string Name { get; init; }

    /// <summary>The Kubernetes node; null if interLink did not name it.</summary>
    public string? Node { get; init; }

    public required PodStage Stage { get; init; }

    /// <summary>The id of one entry of <see cref="PodReasons"/>. The waiting or terminated reason that Kubernetes gets is the same
    /// id.</summary>
    public required string Reason { get; init; }

    /// <summary>HTCondor's name of the hold, such as <c>TransferInputError</c>; null if the job is not on hold.</summary>
    public string? Hold { get; init; }

    /// <summary>HoldReasonCode and HoldReasonSubCode; null if the job is not on hold.</summary>
    public int? HoldCode { get; init; }
    public int? HoldSubCode { get; init; }

    /// <summary>Whose problem it is. For a job on hold HTCondor's code decides.</summary>
    public required ReasonOwner Owner { get; init; }

    /// <summary>What can be done about it; null if there is nothing to do.</summary>
    public string? Remedy { get; init; }

    /// <summary>The words of the status that Kubernetes gets; null if the status has none.</summary>
    public string? Message { get; init; }

    /// <summary>Since when the pod has had this stage and this reason, as far as this process knows.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the sidecar accepted the pod; null if it has not yet.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>What the sidecar does or waits for next, in words; null if nothing is left to do.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>When the sidecar tries again by itself; null if no retry is planned.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>The last failed call to HTCondor or to the disk, on one line; null after a success.</summary>
    public string? LastFailure { get; init; }

    /// <summary>How many calls have failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>The elected job, <c>cluster.proc</c>; null if there is none yet.</summary>
    public string? JobId { get; init; }
    public string? GlobalJobId { get; init; }

    /// <summary>The number of the last submit, from 1; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>How often HTCondor has started the job.</summary>
    public int JobStarts { get; init; }

    /// <summary>HTCondor's name of the slot that the job has or had last, such as <c>slot1_2@wn042.site</c>; null before its
    /// start.</summary>
    public string? SlotHost { get; init; }

    public int Containers { get; init; }
    public int ReadyContainers { get; init; }

    /// <summary>The restarts of all containers together.</summary>
    public int Restarts { get; init; }

    public int Cpus { get; init; }
    public long MemoryMiB { get; init; }
    public long? DiskKiB { get; init; }
    public int Gpus { get; init; }

    /// <summary>The CPU seconds and the memory that the job has used, as the schedd told last; null if it has not.</summary>
    public long? UsedCpuSeconds { get; init; }
    public long? UsedMemoryMiB { get; init; }
}
