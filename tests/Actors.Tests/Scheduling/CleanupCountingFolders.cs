using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>Counts how often old output was to be shortened; nothing else is asked of it.</summary>
internal sealed class CleanupCountingFolders : IJobFolders
{
    private int _times;

    public int Times => Volatile.Read(ref _times);

    public Task<CondorFailure?> ShortenOldOutputAsync(JobTag tag, Func<Stream, Task<byte[]?>> rest, CancellationToken cancel)
    {
        Interlocked.Increment(ref _times);
        return Task.FromResult<CondorFailure?>(null);
    }

    public Task<CondorFailure?> WriteAsync(JobTag tag, IReadOnlyList<JobFile> files, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<JobFileRead> ReadAsync(JobTag tag, string name, CancellationToken cancel) => throw new NotSupportedException();

    public Task<CondorFailure?> RemoveAsync(JobTag tag, CancellationToken cancel) => throw new NotSupportedException();

    public Task<CondorFailure?> RemoveInputAsync(JobTag tag, CancellationToken cancel) => throw new NotSupportedException();

    public IReadOnlyList<JobTag> List(TimeSpan age) => throw new NotSupportedException();

    public string KeepProgram(string name, ReadOnlyMemory<byte> content) => throw new NotSupportedException();
}
