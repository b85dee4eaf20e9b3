namespace HtcondorActors.CondorIo;

/// <summary>Folders <c>jobs/TAG</c> below the data root: all writing and removing of files is here. The calls block on the disk, so they run on the pool.</summary>
internal sealed class JobFolders(CondorIoOptions options) : IJobFolders
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateProgram = Private | UnixFileMode.UserExecute;
    private const UnixFileMode SharedProgram = PrivateProgram
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public Task<CondorFailure?> WriteAsync(JobTag tag, IReadOnlyList<JobFile> files, CancellationToken cancel)
    {
        if (files.FirstOrDefault(file => !SafeWord.IsFileName(file.Name) || JobFileNames.IsReserved(file.Name)) is not null)
            return Task.FromResult<CondorFailure?>(new CondorFailure(CondorFailureKind.Rejected, "job folder", null, "a file's name is not a plain one, or one that HTCondor writes itself"));
        return Task.Run(() => Try(() => Write(tag, files, cancel)), cancel);
    }

    public Task<CondorFailure?> RemoveAsync(JobTag tag, CancellationToken cancel) => Task.Run(() => Try(() => Remove(tag)), cancel);

    public Task<CondorFailure?> RemoveInputAsync(JobTag tag, CancellationToken cancel) => Task.Run(() => Try(() => RemoveInput(tag)), cancel);

    public Task<CondorFailure?> RemoveOldOutputAsync(JobTag tag, CancellationToken cancel) => Task.Run(() => Try(() =>
    {
        foreach (var run in OutputOfRuns.Of(options, tag).Skip(OutputOfRuns.Kept)) run.Delete();
    }), cancel);

    public IReadOnlyList<JobTag> List() => Directory.Exists(JobPaths.Jobs(options))
        ? [.. new DirectoryInfo(JobPaths.Jobs(options)).EnumerateDirectories().Select(folder => JobTag.TryParse(folder.Name, out var tag) ? tag : null).OfType<JobTag>()]
        : [];

    public string KeepProgram(string name, ReadOnlyMemory<byte> content)
    {
        if (!SafeWord.IsFileName(name)) throw new ArgumentException("not a plain file name", nameof(name));
        var folder = JobPaths.Programs(options);
        var path = JobPaths.Program(options, name);
        CreateFolder(folder);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content.Span)) return path;
        DurableFile.Write(path, content.Span, SharedProgram);
        DurableFile.FlushFolder(folder);
        return path;
    }

    private void Write(JobTag tag, IReadOnlyList<JobFile> files, CancellationToken cancel)
    {
        var folder = JobPaths.FolderOf(options, tag);
        var isNew = !Directory.Exists(folder);
        try
        {
            CreateFolder(JobPaths.Jobs(options));
            CreateFolder(folder);
            if (options.IsRemote) CreateFolder(JobPaths.IncomingOf(options, tag));
            foreach (var file in files)
            {
                cancel.ThrowIfCancellationRequested();
                DurableFile.Write(Path.Combine(folder, file.Name), file.Content.Span, file.Executable ? PrivateProgram : Private);
            }
            DurableFile.FlushFolder(folder);
            DurableFile.FlushFolder(JobPaths.Jobs(options));
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
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private void RemoveInput(JobTag tag)
    {
        var folder = new DirectoryInfo(JobPaths.FolderOf(options, tag));
        if (!folder.Exists) return;
        foreach (var entry in folder.EnumerateFileSystemInfos().Where(entry => !JobFileNames.IsOutput(entry.Name) && entry.Name != JobFileNames.Error))
        {
            if (entry is DirectoryInfo { LinkTarget: null } inner) inner.Delete(recursive: true);
            else entry.Delete();
        }
    }

    private static void CreateFolder(string path)
    {
        if (!Directory.Exists(path)) Directory.CreateDirectory(path, PrivateProgram);
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
