namespace HtcondorActors.CondorIo;

/// <summary>
/// The few attributes of a job's ClassAd that the sidecar reads. The tools leave out undefined attributes, so all members except the id may
/// be null. Times are the schedd's, in whole seconds.
/// </summary>
public sealed record JobAd
{
    // Unix seconds, 0 for none: an ad is kept for each job, and a nullable DateTimeOffset takes three times the memory.
    private readonly long _firstStartedAt;
    private readonly long _startedAt;
    private readonly long _completedAt;
    private readonly long _statusSince;

    // One more than the amount, 0 for none.
    private readonly long _usedCpuSeconds;
    private readonly long _usedMemoryMiB;

    public required JobId Id { get; init; }
    public JobTag? Tag { get; init; }

    /// <summary>
    /// The name of the sidecar that submitted the job (<see cref="CondorIoOptions.Instance"/>). It decides the job's owner if <see
    /// cref="InstanceId"/> is null.
    /// </summary>
    public string? Instance { get; init; }

    /// <summary>
    /// The id of the data folder that owns the job (<see cref="CondorIoOptions.InstanceId"/>); null for jobs of a version without ids.
    /// </summary>
    public string? InstanceId { get; init; }
    public int? Attempt { get; init; }
    public JobStatus Status { get; init; } = JobStatus.Unknown;
    public string? GlobalJobId { get; init; }

    /// <summary>
    /// The exit code, only after the program ended by itself. (ExitBySignal is false from the start, so it does not show an end.)
    /// </summary>
    public int? ExitCode { get; init; }
    public int? ExitSignal { get; init; }

    public int? HoldReasonCode { get; init; }
    public int? HoldReasonSubCode { get; init; }
    public string? HoldReason { get; init; }

    /// <summary>
    /// How often HTCondor itself put the job on hold. A person's condor_hold, the hold at the submit and the hold of spooling do not count.
    /// </summary>
    public int HoldsByItself { get; init; }

    /// <summary>
    /// How many of <see cref="HoldsByItself"/> came from a policy of the job or the site. They include the holds of node faults.
    /// </summary>
    public int HoldsByPolicy { get; init; }
    public string? RemoveReason { get; init; }

    /// <summary>Why the negotiator found no machine for the job in its last cycle.</summary>
    public string? RejectReason { get; init; }
    public string? ReleaseReason { get; init; }

    /// <summary>
    /// The gate of a spooled job (<see cref="CondorIoOptions.GateAttribute"/>): false until it is opened; null if the gate is a hold.
    /// </summary>
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

    /// <summary>
    /// HTCondor's name of the slot that the job has, or had last (<c>slot1_2@wn042.site</c>); null before its first start.
    /// </summary>
    public string? SlotHost { get; init; }

    /// <summary>
    /// The CPU time of this run, or of the last one. The schedd hears of it every SHADOW_QUEUE_UPDATE_INTERVAL (15 minutes by default).
    /// </summary>
    public long? UsedCpuSeconds
    {
        get => Amount(_usedCpuSeconds);
        init => _usedCpuSeconds = Stored(value);
    }

    /// <summary>The most memory of this run, or of the last one, as old as <see cref="UsedCpuSeconds"/>. The schedd rounds it.</summary>
    public long? UsedMemoryMiB
    {
        get => Amount(_usedMemoryMiB);
        init => _usedMemoryMiB = Stored(value);
    }

    /// <summary>True if the ads differ at most in what the job has used.</summary>
    public bool IsSameButForUsage(JobAd other) => this == (other with { UsedCpuSeconds = UsedCpuSeconds, UsedMemoryMiB = UsedMemoryMiB });

    /// <summary>True if the ad comes from the history, so the job has left the queue.</summary>
    public bool FromHistory { get; init; }

    /// <summary>True if the job is still behind its gate: HoldReasonCode 15, or a closed gate attribute.</summary>
    public bool IsGated =>
        (Status == JobStatus.Held && HoldReasonCode == 15)
        || (GateOpen == false && Status is not (JobStatus.Removed or JobStatus.Completed));

    /// <summary>True if the job is held because of a node fault: the node could run no container, so nothing has run there.</summary>
    public bool IsNodeFault =>
        this is { Status: JobStatus.Held, HoldReasonCode: NodeFaultHolds.Code, HoldReasonSubCode: NodeFaultHolds.SubCode };

    /// <summary>
    /// True if the job's input files have not arrived yet. If the condor_submit that sends them was killed, they never will, and the job
    /// stays so until somebody removes it.
    /// </summary>
    public bool IsSpooling => Status == JobStatus.Held && HoldReasonCode == 16;

    /// <summary>True if any run of the job has begun.</summary>
    public bool EverStarted => NumJobStarts > 0 || FirstStartedAt is not null || StartedAt is not null;

    /// <summary>
    /// True for a void job: it was removed behind its gate, so it never started and never can. The schedd's own removal of abandoned
    /// submits leaves such jobs. A spooled job has a ReleaseReason from the start ("Data files spooled"), so for it only the gate counts.
    /// </summary>
    public bool IsVoid => Status == JobStatus.Removed && !EverStarted && (GateOpen is { } open ? !open : ReleaseReason is null);

    private static DateTimeOffset? Time(long seconds) => seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);

    private static long Seconds(DateTimeOffset? time) => time?.ToUnixTimeSeconds() ?? 0;

    private static long? Amount(long stored) => stored == 0 ? null : stored - 1;

    private static long Stored(long? amount) => amount + 1 ?? 0;
}
