using System.Security.Cryptography;
using System.Text;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The data folder, owned by one process at a time: two that write one journal would each believe that they alone decide.
/// Holds the lock until it is disposed or the process ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    /// <param name="path">Absolute; made with mode 0700 when it is not there.</param>
    /// <exception cref="IOException">Another process holds it, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public DataFolder(string path)
    {
        Path = path;
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            _lock = new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (fault is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException($"the data folder {path} is in use by another process", fault);
        }
    }

    public string Path { get; }

    /// <summary>
    /// The name under which this sidecar's jobs are told from those of others in one queue: made once at random and kept, because a
    /// folder without a journal must not take the jobs of a former one for its own.
    /// </summary>
    public string InstanceName()
    {
        var file = System.IO.Path.Combine(Path, "instance");
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept) return kept;
        var name = "interlink-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        WriteWhole(file, name + "\n");
        return name;
    }

    // An empty name after a power cut would be another one: the jobs of before would be nobody's.
    private static void WriteWhole(string path, string text)
    {
        using (var beside = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            beside.Write(Encoding.UTF8.GetBytes(text));
            beside.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();
}
