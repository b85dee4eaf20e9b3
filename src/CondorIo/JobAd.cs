namespace HtcondorActors.CondorIo;

/// <summary>
/// The few attributes of a job's ClassAd that are read. An attribute that is undefined is absent from the tools'
/// answer, so all but the id may be null. Times are the schedd's, to the second.
/// </summary>
public sealed record JobAd
{
    // Unix seconds, 0 for none: one ad is kept of each job, and times that may be absent take three times as much.
    private readonly long _firstStartedAt;
    private readonly long _startedAt;
    private readonly long _completedAt;
    private readonly long _statusSince;

    public required JobId Id { get; init; }
    public JobTag? Tag { get; init; }

    /// <summary>The name of the sidecar whose job it is (<see cref="CondorIoOptions.Instance"/>); it decides where <see cref="InstanceId"/>
    /// is null.</summary>
    public string? Instance { get; init; }

    /// <summary>The data folder whose job it is (<see cref="CondorIoOptions.InstanceId"/>); null in jobs of a version before there were
    /// ids.</summary>
    public string? InstanceId { get; init; }
    public int? Attempt { get; init; }
    public JobStatus Status { get; init; } = JobStatus.Unknown;
    public string? GlobalJobId { get; init; }

    /// <summary>Present only after the program ended by itself; ExitBySignal is false from the start and says nothing.</summary>
    public int? ExitCode { get; init; }
    public int? ExitSignal { get; init; }

    public int? HoldReasonCode { get; init; }
    public int? HoldReasonSubCode { get; init; }
    public string? HoldReason { get; init; }

    /// <summary>How often HTCondor itself put it on hold: not counting a person's condor_hold, the hold it was submitted with, and that of
    /// its spooling.</summary>
    public int HoldsByItself { get; init; }

    /// <summary>How many of <see cref="HoldsByItself"/> a policy of the job or the site decided, among them those of nodes that can run no
    /// container.</summary>
    public int HoldsByPolicy { get; init; }
    public string? RemoveReason { get; init; }

    /// <summary>Why the negotiator found no machine for it when it looked last.</summary>
    public string? RejectReason { get; init; }
    public string? ReleaseReason { get; init; }

    /// <summary>The gate of a spooled job (<see cref="CondorIoOptions.GateAttribute"/>): false until it is opened; null where the gate is a
    /// hold.</summary>
    public bool? GateOpen { get; init; }

    public int NumJobStarts { get; init; }
    public DateTimeOffset? FirstStartedAt
    {
        get => Time(_firstStartedAt);
        init => _firstStartedAt = Seconds(value);
    }
    public DateTimeOffset? StartedAt
    {
        get => Time(_startedAt);
        init => _startedAt = Seconds(value);
    }
    public DateTimeOffset? CompletedAt
    {
        get => Time(_completedAt);
        init => _completedAt = Seconds(value);
    }
    public DateTimeOffset? StatusSince
    {
        get => Time(_statusSince);
        init => _statusSince = Seconds(value);
    }

    /// <summary>True when the ad was read from the history, i.e. the job has left the queue.</summary>
    public bool FromHistory { get; init; }

    /// <summary>Submitted on hold by us and not yet released: HoldReasonCode 15, or a closed gate attribute.</summary>
    public bool IsGated =>
        (Status == JobStatus.Held && HoldReasonCode == 15)
        || (GateOpen == false && Status is not (JobStatus.Removed or JobStatus.Completed));

    /// <summary>Held because its node could run no container: nothing has run there.</summary>
    public bool IsNodeFault =>
        this is { Status: JobStatus.Held, HoldReasonCode: NodeFaultHolds.Code, HoldReasonSubCode: NodeFaultHolds.SubCode };

    /// <summary>Its files are not there yet, and never will be if who brings them was killed: it stays so until somebody removes
    /// it.</summary>
    public bool IsSpooling => Status == JobStatus.Held && HoldReasonCode == 16;

    /// <summary>Did any execution of it begin?</summary>
    public bool EverStarted => NumJobStarts > 0 || FirstStartedAt is not null || StartedAt is not null;

    /// <summary>
    /// Removed without having been let through the gate: it never started and never can
    /// (what the schedd's own clean-up of abandoned submits leaves). A spooled job has a ReleaseReason from the start ("Data
    /// files spooled"), so there only its gate tells.
    /// </summary>
    public bool IsVoid => Status == JobStatus.Removed && !EverStarted && (GateOpen is { } open ? !open : ReleaseReason is null);

    private static DateTimeOffset? Time(long seconds) => seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);

    private static long Seconds(DateTimeOffset? time) => time?.ToUnixTimeSeconds() ?? 0;
}
