namespace HtcondorActors.CondorIo;

/// <summary>
/// Read-only view of the file that a job's standard output arrives in. It may be truncated in place when the job runs again;
/// where jobs are spooled, each fetch puts a newer file in its place.
/// </summary>
public interface IJobOutput
{
    /// <summary>Its present length in bytes; null when there is none yet. One system call.</summary>
    long? LengthOf(JobTag tag);

    /// <summary>Opens it for reading while others write; null when there is none yet.</summary>
    Stream? OpenRead(JobTag tag);
}
