namespace HtcondorActors.CondorIo;

/// <summary>
/// The attributes of a job ad that the sidecar reads. The names are HTCondor's, except the last five, whose names are options.
/// </summary>
internal enum AdAttribute
{
    ClusterId,
    ProcId,
    JobStatus,
    GlobalJobId,
    ExitCode,
    ExitSignal,
    HoldReasonCode,
    HoldReasonSubCode,
    HoldReason,
    NumHoldsByReason,
    RemoveReason,
    ReleaseReason,
    LastRejMatchReason,
    NumJobStarts,
    JobStartDate,
    JobCurrentStartDate,
    CompletionDate,
    EnteredCurrentStatus,
    RemoteHost,
    LastRemoteHost,
    RemoteUserCpu,
    RemoteSysCpu,
    MemoryUsage,
    ResidentSetSize,
    Tag,
    Instance,
    InstanceId,
    Attempt,
    Gate,
}

/// <summary>The type and range of each attribute.</summary>
internal static class AdSchema
{
    public const int Count = (int)AdAttribute.Gate + 1;

    /// <summary>The ranges of the numeric attributes. A schedd never writes a number outside these ranges.</summary>
    private static readonly (long Least, long Most)?[] Ranges =
    [
        .. Enum.GetValues<AdAttribute>()
            .Select(known =>
                ((long, long)?)(
                    known switch
                    {
                        AdAttribute.ClusterId or AdAttribute.Attempt => (1, int.MaxValue),
                        AdAttribute.ProcId or AdAttribute.NumJobStarts => (0, int.MaxValue),
                        AdAttribute.JobStatus => (0, (long)Enum.GetValues<JobStatus>().Max()),
                        AdAttribute.ExitCode => (0, 255),
                        AdAttribute.ExitSignal => (0, 64),
                        AdAttribute.HoldReasonCode => (0, 65_535),
                        // the subcode of a periodic_hold is chosen by the site
                        AdAttribute.HoldReasonSubCode => (int.MinValue, int.MaxValue),
                        AdAttribute.JobStartDate or AdAttribute.JobCurrentStartDate or AdAttribute.CompletionDate => (
                            FirstSecond,
                            LastSecond
                        ),
                        AdAttribute.EnteredCurrentStatus => (FirstSecond, LastSecond),
                        _ => null,
                    }
                )
            ),
    ];

    /// <summary>The years 2000 to 2099; no job is older.</summary>
    public const long FirstSecond = 946_684_800;
    private const long LastSecond = 4_102_444_799;

    /// <summary>The names of the attributes to request from queue and history.</summary>
    public static IEnumerable<string> NamesOf(CondorIoOptions options) =>
        Enum.GetValues<AdAttribute>()
            .Select(known =>
                known switch
                {
                    AdAttribute.Tag => options.TagAttribute,
                    AdAttribute.Instance => options.InstanceAttribute,
                    AdAttribute.InstanceId => options.InstanceIdAttribute,
                    AdAttribute.Attempt => options.AttemptAttribute,
                    AdAttribute.Gate => options.GateAttribute,
                    _ => known.ToString(),
                }
            );

    /// <summary>The attribute's range; null if it is not a number.</summary>
    public static (long Least, long Most)? RangeOf(AdAttribute attribute) => Ranges[(int)attribute];

    public static bool IsCounts(AdAttribute attribute) => attribute == AdAttribute.NumHoldsByReason;

    public static bool IsFlag(AdAttribute attribute) => attribute == AdAttribute.Gate;

    /// <summary>
    /// True for an amount that is only shown. It is a number with a fraction, or an expression (MemoryUsage), and an odd one counts as
    /// none: nothing is decided by it, so it makes no ad unreadable.
    /// </summary>
    public static bool IsUsage(AdAttribute attribute) =>
        attribute is AdAttribute.RemoteUserCpu or AdAttribute.RemoteSysCpu or AdAttribute.MemoryUsage or AdAttribute.ResidentSetSize;

    /// <summary>True for HTCondor's name of a slot. It is only shown too.</summary>
    public static bool IsSlot(AdAttribute attribute) => attribute is AdAttribute.RemoteHost or AdAttribute.LastRemoteHost;

    public static bool IsText(AdAttribute attribute) =>
        !IsCounts(attribute) && !IsFlag(attribute) && !IsUsage(attribute) && RangeOf(attribute) is null;
}
