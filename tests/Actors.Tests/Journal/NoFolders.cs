using Akka.Actor;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>Folders that are nowhere; whoever keeps the calls is told of each.</summary>
internal sealed class NoFolders(IActorRef kept) : IJobFolders
{
    /// <summary>Files are written only when this has ended: a disk that is slow.</summary>
    public Task BeforeWrite { get; init; } = Task.CompletedTask;

    public async Task<CondorFailure?> WriteAsync(JobTag tag, IReadOnlyList<JobFile> files, CancellationToken cancel)
    {
        await BeforeWrite;
        return await Done("write");
    }

    public Task<JobFileRead> ReadAsync(JobTag tag, string name, CancellationToken cancel) => Task.FromResult(new JobFileRead(null));

    public Task<CondorFailure?> RemoveAsync(JobTag tag, CancellationToken cancel) => Done("remove files");

    public Task<CondorFailure?> RemoveInputAsync(JobTag tag, CancellationToken cancel) => Done("remove files");

    public Task<CondorFailure?> ShortenOldOutputAsync(JobTag tag, Func<Stream, Task<byte[]?>> rest, CancellationToken cancel) =>
        Task.FromResult<CondorFailure?>(null);

    public IReadOnlyList<JobTag> List(TimeSpan age) => [];

    public string KeepProgram(string name, ReadOnlyMemory<byte> content) => throw new NotSupportedException();

    private Task<CondorFailure?> Done(string word)
    {
        kept.Tell(word);
        return Task.FromResult<CondorFailure?>(null);
    }
}
