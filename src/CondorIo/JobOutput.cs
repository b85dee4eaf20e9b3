namespace HtcondorActors.CondorIo;

/// <summary>The files that HTCondor streams a job's standard output into, one per run, or that condor_transfer_data brings.</summary>
internal sealed class JobOutput(CondorIoOptions options) : IJobOutput
{
    public OutputMark? MarkOf(JobTag tag) => RunsOf(tag) is [var newest, ..] ? OutputOfRuns.MarkOf(newest) : null;

    public IOutputMarks MarksOf(JobTag tag) => new NewestOutput(options, tag);

    public IDisposable? Listen(Action<JobTag> written, Action<string> deaf) => OutputNotices.Listen(options, written, deaf);

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

    private IReadOnlyList<FileInfo> RunsOf(JobTag tag) => OutputOfRuns.Written(OutputOfRuns.Of(options, tag));
}
