using System.Security.Cryptography;
using System.Text;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The data folder, owned by one process at a time: two that write one journal would each believe that they alone decide.
/// Holds the lock until it is disposed or the process ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    /// <param name="path">Absolute; made with mode 0700 when it is not there.</param>
    /// <param name="say">Is told what others could read until now.</param>
    /// <exception cref="IOException">Another process holds it, another user may write to it, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public DataFolder(string path, Action<string> say)
    {
        Make(path);
        // A link that is turned elsewhere later does not move what is under way.
        Path = UnixFile.RealPath(path);
        new FolderGuard(Path, say).Check(IsOurs);
        try
        {
            _lock = new FileStream(System.IO.Path.Combine(Path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (fault is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException($"the data folder {path} is in use by another process", fault);
        }
        Held = new Dictionary<string, FileIdentity> { [_lock.Name] = UnixFile.Of(_lock.SafeFileHandle).Identity };
    }

    /// <summary>What keeps others out: only while it is where it was made.</summary>
    public IReadOnlyDictionary<string, FileIdentity> Held { get; }

    /// <summary>Without any symbolic link in it.</summary>
    public string Path { get; }

    private static bool IsOurs(string name) =>
        name is "lock" or "jobs" or "programs"
        || name.StartsWith("instance", StringComparison.Ordinal)
        || name.StartsWith("journal.", StringComparison.Ordinal);

    /// <summary>
    /// What this data folder's jobs are told from all others by: made once at random and kept in the file <c>instance</c>, because a folder
    /// without a journal must not take the jobs of a former one for its own. It is the instance's name too, where the configuration gives
    /// none.
    /// </summary>
    /// <param name="inJournal">The id that the journal in the folder carries, where the file is gone: with a new one, all jobs would be
    /// another folder's.</param>
    /// <exception cref="IOException">It cannot be read or written, or holds something else.</exception>
    public string InstanceId(Func<string, string?> inJournal)
    {
        var file = System.IO.Path.Combine(Path, "instance");
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept)
            return JobTag.TryParse(kept, out _)
                ? kept
                : throw new IOException($"{file} holds no id: 1 to 128 letters, digits, dots, dashes or underscores are expected");
        var id = inJournal(Path) ?? "interlink-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        // An empty id after a power cut would be another one: the jobs of before would be nobody's.
        DurableFile.Write(file, Encoding.UTF8.GetBytes(id + "\n"), Private);
        DurableFile.FlushFolder(Path);
        return id;
    }

    // SQLite flushes its file's entry in this folder, and nobody this folder's own.
    private static void Make(string path)
    {
        if (Directory.Exists(path))
            return;
        var above = System.IO.Path.GetDirectoryName(path)!;
        Make(above);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        DurableFile.FlushFolder(above);
    }

    public void Dispose() => _lock.Dispose();
}
