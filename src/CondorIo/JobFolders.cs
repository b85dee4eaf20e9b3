using System.Security.Cryptography;

namespace HtcondorActors.CondorIo;

/// <summary>
/// The folders <c>jobs/TAG</c> below the data folder: the only code that writes and removes job files. The calls block on the disk, so they
/// run on threads of their own.
/// </summary>
internal sealed class JobFolders(CondorIoOptions options) : IJobFolders, IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateProgram = Private | UnixFileMode.UserExecute;
    private const UnixFileMode SharedProgram =
        PrivateProgram | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>A larger file is none that <see cref="ReadAsync"/> is for.</summary>
    private const int LargestRead = 4 << 20;

    private readonly DiskThreads _disk = new();
    private readonly SharedFlush _jobs = new(JobPaths.Jobs(options), DurableFile.FlushFolder);

    public void Dispose() => _disk.Dispose();

    public Task<CondorFailure?> WriteAsync(JobTag tag, IReadOnlyList<JobFile> files, CancellationToken cancel)
    {
        if (files.FirstOrDefault(file => !SafeWord.IsFileName(file.Name) || JobFileNames.IsReserved(file.Name)) is not null)
            return Task.FromResult<CondorFailure?>(
                new CondorFailure(
                    CondorFailureKind.Rejected,
                    "job folder",
                    null,
                    "a file's name is not a plain one, or one that HTCondor writes itself"
                )
            );
        return _disk.RunAsync(() => Try(() => Write(tag, files, cancel)));
    }

    public Task<JobFileRead> ReadAsync(JobTag tag, string name, CancellationToken cancel) =>
        _disk.RunAsync(() =>
        {
            try
            {
                using var file = OutputFile.OpenRead(JobPaths.FolderOf(options, tag), name);
                if (file is null)
                    return new JobFileRead(null);
                var content = new byte[RandomAccess.GetLength(file) is var length and <= LargestRead ? length : LargestRead + 1];
                var read = 0;
                for (int more; (more = RandomAccess.Read(file, content.AsSpan(read), read)) > 0; )
                    read += more;
                return read > LargestRead ? new JobFileRead(null, "the file is too large") : new JobFileRead(content.AsMemory(0, read));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or UnreadableOutputException)
            {
                return new JobFileRead(null, fault.Message);
            }
        });

    public Task<CondorFailure?> RemoveAsync(JobTag tag, CancellationToken cancel) => _disk.RunAsync(() => Try(() => Remove(tag)));

    public Task<CondorFailure?> RemoveInputAsync(JobTag tag, CancellationToken cancel) => _disk.RunAsync(() => Try(() => RemoveInput(tag)));

    public Task<CondorFailure?> ShortenOldOutputAsync(JobTag tag, Func<Stream, Task<byte[]?>> rest, CancellationToken cancel) =>
        _disk.RunAsync(() =>
            Try(() =>
            {
                foreach (var (i, run) in OutputOfRuns.Of(options, tag).Index().Skip(OutputOfRuns.KeptWhole))
                {
                    cancel.ThrowIfCancellationRequested();
                    if (i >= OutputOfRuns.Kept || RestOf(run, rest) is not { } left)
                        run.Delete();
                    else if (left.Length < run.Length)
                        DurableFile.Write(run.FullName, left, Private);
                }
            })
        );

    // The disk's thread waits for the read, which is one of the same disk.
    private static byte[]? RestOf(FileInfo run, Func<Stream, Task<byte[]?>> rest)
    {
        using var stream = new FileStream(run.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return rest(stream).GetAwaiter().GetResult();
    }

    public IReadOnlyList<JobTag> List(TimeSpan age) =>
        Directory.Exists(JobPaths.Jobs(options))
            ?
            [
                .. new DirectoryInfo(JobPaths.Jobs(options))
                    .EnumerateDirectories()
                    .Where(age == TimeSpan.Zero ? _ => true : OlderThan(age))
                    .Select(folder => JobTag.TryParse(folder.Name, out var tag) ? tag : null)
                    .OfType<JobTag>(),
            ]
            : [];

    // A file that is written now has the time of that clock.
    private Func<DirectoryInfo, bool> OlderThan(TimeSpan age)
    {
        var probe = Path.Combine(JobPaths.Jobs(options), $".{RandomNumberGenerator.GetHexString(16, lowercase: true)}.new");
        DurableFile.WriteNew(probe, [], Private);
        var before = File.GetLastWriteTimeUtc(probe) - age;
        File.Delete(probe);
        return folder => folder.LastWriteTimeUtc < before;
    }

    public string KeepProgram(string name, ReadOnlyMemory<byte> content)
    {
        if (!SafeWord.IsFileName(name))
            throw new ArgumentException("not a plain file name", nameof(name));
        var folder = JobPaths.Programs(options);
        var path = JobPaths.Program(options, name);
        CreateFolder(folder);
        if (File.Exists(path) && OutputFile.Oddity(path) is null && File.ReadAllBytes(path).AsSpan().SequenceEqual(content.Span))
            return path;
        DurableFile.Write(path, content.Span, SharedProgram);
        DurableFile.FlushFolder(folder);
        DurableFile.FlushFolder(options.DataRootFolder);
        return path;
    }

    private void Write(JobTag tag, IReadOnlyList<JobFile> files, CancellationToken cancel)
    {
        var folder = JobPaths.FolderOf(options, tag);
        var isNew = UnixFile.AtName(folder) is null;
        try
        {
            if (isNew)
            {
                CreateFolder(JobPaths.Jobs(options));
                CreateFolder(folder);
            }
            else if (!IsFolder(folder))
                throw new IOException("the job's folder is not a folder");
            if (options.IsRemote)
            {
                OutputFetch.ClearIncoming(options, tag);
                CreateFolder(JobPaths.IncomingOf(options, tag));
            }
            foreach (var file in files)
            {
                cancel.ThrowIfCancellationRequested();
                var (path, mode) = (Path.Combine(folder, file.Name), file.Executable ? PrivateProgram : Private);
                // Nobody uses a new folder before it is complete.
                if (isNew)
                    DurableFile.WriteNew(path, file.Content.Span, mode, isFlushed: !file.MayBeLost);
                else
                    DurableFile.Write(path, file.Content.Span, mode);
            }
            DurableFile.FlushFolder(folder);
            _jobs.Flush();
        }
        catch when (isNew)
        {
            Remove(tag);
            throw;
        }
    }

    private void Remove(JobTag tag)
    {
        var folder = JobPaths.FolderOf(options, tag);
        if (IsFolder(folder))
            Directory.Delete(folder, recursive: true);
        else
            File.Delete(folder);
    }

    // The target of a link does not belong to the job.
    private static bool IsFolder(string path) => UnixFile.AtName(path) is { IsFolder: true };

    private void RemoveInput(JobTag tag)
    {
        var folder = new DirectoryInfo(JobPaths.FolderOf(options, tag));
        if (!IsFolder(folder.FullName))
            return;
        foreach (
            var entry in folder
                .EnumerateFileSystemInfos()
                .Where(entry => !JobFileNames.IsOutput(entry.Name) && entry.Name != JobFileNames.Error)
        )
        {
            if (entry is DirectoryInfo { LinkTarget: null } inner)
                inner.Delete(recursive: true);
            else
                entry.Delete();
        }
    }

    internal static void CreateFolder(string path)
    {
        if (!Directory.Exists(path))
            Directory.CreateDirectory(path, PrivateProgram);
    }

    private static CondorFailure? Try(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return StorageFailure.From(fault);
        }
    }
}
