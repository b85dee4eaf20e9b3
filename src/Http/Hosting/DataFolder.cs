using System.Security.Cryptography;
using System.Text;
using HtcondorActors.Actors.Journal;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The data folder, which one process owns at a time: two processes that write one journal would both submit jobs. The lock is held until
/// the object is disposed of or the process ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string LockName = "lock";

    private readonly FileStream _lock;

    // A node holds the folder's lock together with the other nodes.
    private readonly FileStream? _shared;

    /// <param name="path">The absolute path of the folder, which is created with mode 0700 if it does not exist.</param>
    /// <param name="say">Called with each path that other users could read until now.</param>
    /// <exception cref="IOException">Another process holds the lock, another user may write to the folder, or the folder is not
    /// writable.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    /// <param name="node">The name of this node of several, which share the folder; null for the only node.</param>
    public DataFolder(string path, Action<string> say, string? node = null)
    {
        Make(path);
        // The real path is used, so that a link that is changed later does not affect this process.
        Path = UnixFile.RealPath(path);
        new FolderGuard(Path, say).Check(IsOurs);
        try
        {
            if (node is not null)
                _shared = Lock(LockName, FileAccess.Read, FileShare.Read);
            _lock = Lock(node is null ? LockName : LockName + "-" + node, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (fault is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException(
                _shared is not null
                    ? $"another process is node {node} already (ClusterHost, ClusterPort)"
                    : $"the data folder {path} is in use by another process",
                fault
            );
        }
        Held = new Dictionary<string, FileIdentity> { [_lock.Name] = UnixFile.Of(_lock.SafeFileHandle).Identity };
    }

    private FileStream Lock(string name, FileAccess access, FileShare share) =>
        new(System.IO.Path.Combine(Path, name), FileMode.OpenOrCreate, access, share);

    /// <summary>The lock file, which excludes other processes only as long as it is not removed or replaced.</summary>
    public IReadOnlyDictionary<string, FileIdentity> Held { get; }

    /// <summary>The folder's path without symbolic links.</summary>
    public string Path { get; }

    /// <summary>True if there is a journal, and so there may be pods, or if that cannot be seen.</summary>
    public static bool HasPods(SidecarConfig config)
    {
        try
        {
            return config.JournalDatabase.Length > 0 || JournalOwner.IsIn(config.DataRootFolder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static bool IsOurs(string name) =>
        name is LockName or "jobs" or "programs" or "staged" or "nodes"
        || name.StartsWith(LockName + "-", StringComparison.Ordinal)
        || name.StartsWith(AdminSocket.Name, StringComparison.Ordinal)
        || name.StartsWith("instance", StringComparison.Ordinal)
        || name.StartsWith("journal.", StringComparison.Ordinal);

    /// <summary>
    /// The id by which the jobs of this data folder are recognized. It is random, made once and kept in the file <c>instance</c>, because a
    /// folder without a journal must not treat the jobs of an earlier folder as its own. It is also the instance's name if the
    /// configuration has none.
    /// </summary>
    /// <param name="inJournal">Reads the id from the journal if the file is missing: with a new id, all existing jobs would belong to
    /// another folder.</param>
    /// <exception cref="IOException">The file cannot be read or written, or does not contain an id.</exception>
    /// <param name="given">The id that all nodes of a cluster make in a new folder; empty for the only node.</param>
    public string InstanceId(Func<string, string?> inJournal, string given = "")
    {
        var file = System.IO.Path.Combine(Path, "instance");
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept)
            return JobTag.TryParse(kept, out _)
                ? kept
                : throw new IOException($"{file} holds no id: 1 to 128 letters, digits, dots, dashes or underscores are expected");
        var id =
            inJournal(Path) ?? (given.Length > 0 ? given : null) ?? "interlink-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        // The write is durable, because an id lost in a power cut would be replaced by another, and no folder would own the existing jobs.
        DurableFile.Write(file, Encoding.UTF8.GetBytes(id + "\n"), Private);
        DurableFile.FlushFolder(Path);
        return id;
    }

    // SQLite flushes the entry of its file in this folder, but nothing flushes the entry of this folder in its parent.
    private static void Make(string path)
    {
        if (Directory.Exists(path))
            return;
        var above = System.IO.Path.GetDirectoryName(path)!;
        Make(above);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        DurableFile.FlushFolder(above);
    }

    public void Dispose()
    {
        _lock.Dispose();
        _shared?.Dispose();
    }
}
