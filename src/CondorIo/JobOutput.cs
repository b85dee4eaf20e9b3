using System.Runtime.InteropServices;

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
            return RunsOf(tag).ElementAtOrDefault(before) is { } run ? new OutputStream(run.FullName) : null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private IReadOnlyList<FileInfo> RunsOf(JobTag tag) => OutputOfRuns.Written(OutputOfRuns.Of(options, tag));

    /// <summary>Read by the thread that asks. A FileStream that is asked to read asynchronously hands each read to another thread of the pool, which waits there for the disk just as well.</summary>
    private sealed class OutputStream(string path) : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Of a class of our own, FileStream reads into a span by way of another array.
            return ValueTask.FromResult(MemoryMarshal.TryGetArray<byte>(buffer, out var part) ? Read(part.Array!, part.Offset, part.Count) : Read(buffer.Span));
        }
    }
}
