namespace HtcondorActors.CondorIo;

/// <summary>The files that HTCondor streams a job's standard output into, one per run, or that condor_transfer_data brings.</summary>
internal sealed class JobOutput(CondorIoOptions options) : IJobOutput
{
    public long? LengthOf(JobTag tag) => RunsOf(tag) is [var newest, ..] ? newest.Length : null;

    public Stream? OpenRead(JobTag tag, int before)
    {
        try
        {
            return RunsOf(tag).ElementAtOrDefault(before) is { } run ? new FileStream(run.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // HTCondor makes the file before it starts the job, which may fail.
    private IReadOnlyList<FileInfo> RunsOf(JobTag tag)
    {
        var runs = OutputOfRuns.Of(options, tag);
        return runs.Count > 1 && runs.Where(run => run.Length > 0).ToArray() is { Length: > 0 } written ? written : runs;
    }
}
