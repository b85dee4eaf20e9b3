namespace HtcondorActors.CondorIo;

/// <summary>
/// Read-only view of the files that a job's standard output arrives in: when the job runs again there is another one, and some earlier ones stay.
/// Where jobs are spooled, each fetch puts a newer file in its place, and of an earlier run is there what was fetched of it.
/// </summary>
public interface IJobOutput
{
    /// <summary>The present length of the newest one in bytes; null when there is none yet. A few system calls.</summary>
    long? LengthOf(JobTag tag);

    /// <summary><see cref="LengthOf"/> for whoever asks again and again: not for two callers at once.</summary>
    Func<long?> LengthsOf(JobTag tag) => () => LengthOf(tag);

    /// <summary>Opens one for reading while others write; null when there is none.</summary>
    /// <param name="tag">The job's.</param>
    /// <param name="before">How many runs before the newest one that has written something.</param>
    Stream? OpenRead(JobTag tag, int before = 0);
}
