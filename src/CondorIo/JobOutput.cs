using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace HtcondorActors.CondorIo;

/// <summary>The files into which HTCondor streams a job's standard output, one per run, or which condor_transfer_data fetches.</summary>
internal sealed class JobOutput(CondorIoOptions options, ILogger<JobOutput> log) : IJobOutput
{
    /// <summary>The most remembered log entries. Beyond that, some may be logged again.</summary>
    private const int SaidAtMost = 10_000;

    private readonly ConcurrentDictionary<(JobTag Tag, string Words), bool> _said = [];

    public OutputMark? MarkOf(JobTag tag) => RunsOf(tag) is [var newest, ..] ? OutputOfRuns.MarkOf(newest) : null;

    public bool HasFolder(JobTag tag) => Directory.Exists(JobPaths.FolderOf(options, tag));

    public IOutputMarks MarksOf(JobTag tag) => new NewestOutput(options, tag, words => Say(tag, words));

    public IDisposable? Listen(Action<JobTag> written, Action<string> deaf) => OutputNotices.Listen(options, written, deaf);

    public Stream? OpenRead(JobTag tag, int before)
    {
        try
        {
            if (RunsOf(tag).ElementAtOrDefault(before) is not { } run)
                return null;
            return OutputFile.OpenRead(run.DirectoryName!, run.Name) is { } file ? new OutputStream(file) : null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnreadableOutputException odd)
        {
            Say(tag, odd.Message);
            return null;
        }
    }

    private IReadOnlyList<FileInfo> RunsOf(JobTag tag) => OutputOfRuns.Written(OutputOfRuns.Of(options, tag, words => Say(tag, words)));

    // Streams are read several times a second, so each finding is logged once.
    private void Say(JobTag tag, string words)
    {
        if (_said.Count >= SaidAtMost)
            _said.Clear();
        if (_said.TryAdd((tag, words), true))
            log.OutputIgnored(tag, words);
    }

    /// <summary>
    /// Reads on the calling thread. An asynchronous FileStream would pass each read to another thread of the pool, which would also wait
    /// for the disk.
    /// </summary>
    private sealed class OutputStream(SafeFileHandle file) : FileStream(file, FileAccess.Read)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // In a derived class, FileStream copies through another array when it reads into a span.
            return ValueTask.FromResult(
                MemoryMarshal.TryGetArray<byte>(buffer, out var part) ? Read(part.Array!, part.Offset, part.Count) : Read(buffer.Span)
            );
        }
    }
}
