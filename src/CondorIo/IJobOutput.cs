namespace HtcondorActors.CondorIo;

/// <summary>A file of output as it was at one moment. The length alone does not do: the next run may have written just as much.</summary>
/// <param name="Name">Of the file: each run has its own, where jobs are not spooled.</param>
/// <param name="Length">In bytes.</param>
/// <param name="WrittenAt">By the file system's clock.</param>
public readonly record struct OutputMark(string Name, long Length, DateTime WrittenAt);

/// <summary>The marks of one job, for whoever asks again and again: not for two callers at once.</summary>
public interface IOutputMarks
{
    /// <summary>Null: there is no output yet.</summary>
    OutputMark? Newest();
}

/// <summary>
/// Read-only view of the files that a job's standard output arrives in: when the job runs again there is another one, and some earlier ones
/// stay. Where jobs are spooled, each fetch puts a newer file in its place, and of an earlier run is there what was fetched of it.
/// </summary>
public interface IJobOutput
{
    /// <summary>What tells whether there is anything new in the newest one; null when there is none yet. A few system calls.</summary>
    OutputMark? MarkOf(JobTag tag);

    /// <summary>False: not even the folder that the output arrives in is there. It was made before the job was submitted, so nothing can be
    /// told of the output.</summary>
    bool HasFolder(JobTag tag) => true;

    /// <summary><see cref="MarkOf"/> for whoever asks again and again.</summary>
    IOutputMarks MarksOf(JobTag tag) => new EachAnew(this, tag);

    private sealed class EachAnew(IJobOutput output, JobTag tag) : IOutputMarks
    {
        public OutputMark? Newest() => output.MarkOf(tag);
    }

    /// <summary>Until it is disposed of, calls back, from any thread. A hint: not all that is written is told of.</summary>
    /// <param name="written">Is given jobs whose output may just have grown.</param>
    /// <param name="deaf">Is given, in words, why some was not told of, or will not be.</param>
    /// <returns>Null: nothing will be told.</returns>
    IDisposable? Listen(Action<JobTag> written, Action<string> deaf) => null;

    /// <summary>Opens one for reading while others write; null when there is none.</summary>
    /// <param name="tag">The job's.</param>
    /// <param name="before">How many runs before the newest one that has written something.</param>
    Stream? OpenRead(JobTag tag, int before = 0);
}
