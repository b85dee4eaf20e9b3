using HtcondorActors.CondorIo;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// A file named by a key of the listener. It is checked and read through one open handle, so that nobody can replace it in between. FIFOs
/// and devices are not opened: a FIFO would block the start, and a device has no end.
/// </summary>
/// <param name="Key">The key, for messages.</param>
/// <param name="Path">The absolute path. Links are followed, because Kubernetes mounts Secrets as links.</param>
/// <param name="IsSecret">True if other users must not be able to read the file.</param>
internal sealed record ListenFile(string Key, string Path, bool IsSecret)
{
    private const int Largest = 1 << 20;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>A stamp that changes when the file is written or replaced; null if the file cannot be opened.</summary>
    public (DateTime Written, long Length)? Stamp()
    {
        try
        {
            using var file = UnixFile.OpenRegular(Path);
            return (File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="ListenFileException">The file cannot be read, is not a regular file, or others may read or write it.</exception>
    public string Read()
    {
        try
        {
            using var file = UnixFile.OpenRegular(Path);
            var mode = File.GetUnixFileMode(file);
            var forbidden = mode & (IsSecret ? Others | UnixFileMode.GroupWrite : UnixFileMode.OtherWrite);
            if (forbidden != 0)
                throw new ListenFileException(
                    Key,
                    $"{Path} has mode 0{Convert.ToString((int)mode, 8)}; {(IsSecret ? "0600 or 0640" : "0644")} or less is "
                        + "expected, or others could use it"
                );
            var length = RandomAccess.GetLength(file);
            if (length > Largest)
                throw new ListenFileException(Key, $"{Path} is larger than 1 MiB");
            using var text = new StreamReader(new FileStream(file, FileAccess.Read, bufferSize: 0));
            return text.ReadToEnd();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ListenFileException(Key, $"{Path} cannot be read: {fault.Message}") { MayPass = true };
        }
    }
}

/// <summary>A file of the listener cannot be used. The message names its key and path, and quotes nothing of its content.</summary>
/// <param name="key">Whose file it is.</param>
/// <param name="words">What is wrong with it.</param>
internal sealed class ListenFileException(string key, string words) : Exception($"{key}: {words}")
{
    public string Key { get; } = key;
    public string Words { get; } = words;

    /// <summary>The file is away, or cannot be read now.</summary>
    public bool MayPass { get; init; }
}
