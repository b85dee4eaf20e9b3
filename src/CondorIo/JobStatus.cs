namespace HtcondorActors.CondorIo;

/// <summary>
/// The attribute JobStatus, with the numbers of the HTCondor manual (Job ClassAd attributes). 8 and 9 are states of grid jobs; 10 exists
/// since 25.x.
/// </summary>
public enum JobStatus
{
    /// <summary>The attribute is missing, or is a number that this version does not know.</summary>
    Unknown = -1,
    Unexpanded = 0,
    Idle = 1,

    /// <summary>Includes both file transfers, not only the run of the program (observed: 6 never appears).</summary>
    Running = 2,
    Removed = 3,
    Completed = 4,
    Held = 5,
    TransferringOutput = 6,
    Suspended = 7,
    Failed = 8,
    Blocked = 9,
    Preparing = 10,
}
