namespace HtcondorActors.CondorIo;

/// <summary>
/// Read-only view of the file that a job's standard output arrives in. It may be truncated in place when the job runs again;
/// and where jobs are spooled, by each fetch, which then writes it anew: for a moment it is shorter than it was.
/// </summary>
public interface IJobOutput
{
    /// <summary>Its present length in bytes; null when there is none yet. One system call.</summary>
    long? LengthOf(JobTag tag);

    /// <summary>Opens it for reading while others write; null when there is none yet.</summary>
    Stream? OpenRead(JobTag tag);
}
