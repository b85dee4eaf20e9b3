using System.Collections.Concurrent;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>The folders of jobs, in memory.</summary>
internal sealed class MemoryFolders : IJobFolders
{
    private readonly ConcurrentDictionary<(JobTag, string), ReadOnlyMemory<byte>> _files = new();

    /// <summary>Puts a file into a folder, as if it had been written by an earlier process.</summary>
    public void Put(JobTag tag, JobFile file) => _files[(tag, file.Name)] = file.Content;

    public Task<CondorFailure?> WriteAsync(JobTag tag, IReadOnlyList<JobFile> files, CancellationToken cancel)
    {
        foreach (var file in files)
            Put(tag, file);
        return Done;
    }

    public Task<JobFileRead> ReadAsync(JobTag tag, string name, CancellationToken cancel) =>
        Task.FromResult(_files.TryGetValue((tag, name), out var content) ? new JobFileRead(content) : new JobFileRead(null));

    public Task<CondorFailure?> RemoveAsync(JobTag tag, CancellationToken cancel)
    {
        foreach (var file in _files.Keys.Where(key => key.Item1 == tag))
            _files.TryRemove(file, out _);
        return Done;
    }

    public Task<CondorFailure?> RemoveInputAsync(JobTag tag, CancellationToken cancel) => Done;

    public Task<CondorFailure?> ShortenOldOutputAsync(JobTag tag, Func<Stream, Task<byte[]?>> rest, CancellationToken cancel) => Done;

    public IReadOnlyList<JobTag> List(TimeSpan age) => [];

    public string KeepProgram(string name, ReadOnlyMemory<byte> content) => "/runner.sh";

    private static Task<CondorFailure?> Done => Task.FromResult<CondorFailure?>(null);
}
