using HtcondorActors.CondorIo;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// A file that a key of the listener names. It is judged and read through one open file, so that nobody can swap it in between.
/// A FIFO would keep the start waiting, and a device has no end: neither is opened.
/// </summary>
/// <param name="Key">For fault lines.</param>
/// <param name="Path">Absolute; links are followed, as Kubernetes mounts Secrets as links.</param>
/// <param name="IsSecret">Others may not read it.</param>
internal sealed record ListenFile(string Key, string Path, bool IsSecret)
{
    private const int Largest = 1 << 20;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>What changes when somebody writes or replaces the file; null: it cannot be opened.</summary>
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

    /// <exception cref="ListenFileException">It cannot be read, it is no regular file, or others may read or write it.</exception>
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
            throw new ListenFileException(Key, $"{Path} cannot be read: {fault.Message}");
        }
    }
}

/// <summary>A file of the listener that cannot be used. The message holds its key and path, and nothing of its content.</summary>
/// <param name="key">Whose file it is.</param>
/// <param name="words">What is wrong with it.</param>
internal sealed class ListenFileException(string key, string words) : Exception($"{key}: {words}")
{
    public string Key { get; } = key;
    public string Words { get; } = words;
}
