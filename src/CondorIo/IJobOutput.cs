namespace HtcondorActors.CondorIo;

/// <summary>
/// Identifies the state of an output file at one moment. The length alone is not enough: the next run may have written just as much.
/// </summary>
/// <param name="Name">The file's name. Each run has its own file if jobs are not spooled.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="WrittenAt">The time of the last write, by the file system's clock.</param>
public readonly record struct OutputMark(string Name, long Length, DateTime WrittenAt);

/// <summary>The marks of one job, for a caller that asks repeatedly. It is not thread-safe.</summary>
public interface IOutputMarks
{
    /// <summary>The mark of the newest output; null if there is none yet.</summary>
    OutputMark? Newest();
}

/// <summary>
/// A read-only view of the files with a job's standard output. Each run of the job has its own file, and some earlier ones are kept. For
/// spooled jobs, each fetch replaces the file by a newer one, and of an earlier run only the fetched part is there.
/// </summary>
public interface IJobOutput
{
    /// <summary>
    /// The mark of the newest output, which shows whether it has changed; null if there is none yet. Costs a few system calls.
    /// </summary>
    OutputMark? MarkOf(JobTag tag);

    /// <summary>
    /// False if even the job's folder is missing. It was created before the job was submitted, so a missing folder means that nobody can
    /// tell anything about the output.
    /// </summary>
    bool HasFolder(JobTag tag) => true;

    /// <summary>Like <see cref="MarkOf"/>, for a caller that asks repeatedly.</summary>
    IOutputMarks MarksOf(JobTag tag) => new EachAnew(this, tag);

    private sealed class EachAnew(IJobOutput output, JobTag tag) : IOutputMarks
    {
        public OutputMark? Newest() => output.MarkOf(tag);
    }

    /// <summary>Calls back from any thread until the result is disposed of. Notices are hints: some writes may go unreported.</summary>
    /// <param name="written">Called with each job whose output may have grown.</param>
    /// <param name="deaf">Called with the reason why some writes were, or will be, unreported.</param>
    /// <returns>Null if there will be no notices.</returns>
    IDisposable? Listen(Action<JobTag> written, Action<string> deaf) => null;

    /// <summary>Opens an output file for reading, also while it is written; null if there is none.</summary>
    /// <param name="tag">The job's tag.</param>
    /// <param name="before">The number of the run, counted backwards from the newest one that has written something.</param>
    Stream? OpenRead(JobTag tag, int before = 0);
}
