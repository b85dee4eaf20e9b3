namespace HtcondorActors.CondorIo;

/// <summary>The attribute JobStatus, numbered as in the HTCondor manual (Job ClassAd attributes). 8 and 9 are grid states; 10 came with
/// 25.x.</summary>
public enum JobStatus
{
    /// <summary>The attribute was missing, or is a number that this version does not know.</summary>
    Unknown = -1,
    Unexpanded = 0,
    Idle = 1,

    /// <summary>Wider than "the program runs": file transfer both ways is in it (seen: 6 never shows).</summary>
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
