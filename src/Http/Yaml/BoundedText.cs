using System.Text;

namespace HtcondorActors.Http.Yaml;

/// <summary>Reads a text file up to a limit, because a device or a pipe may have no end.</summary>
public static class BoundedText
{
    /// <exception cref="IOException">The file cannot be read, or is larger than the limit.</exception>
    public static string Read(string path, int largestMiB)
    {
        using var file = new StreamReader(path, Encoding.UTF8);
        return Read(file, largestMiB);
    }

    /// <exception cref="IOException">The file cannot be read, or is larger than the limit.</exception>
    public static string Read(TextReader text, int largestMiB)
    {
        var all = new StringBuilder();
        var buffer = new char[1 << 14];
        for (int read; (read = text.Read(buffer)) > 0; )
        {
            all.Append(buffer, 0, read);
            if (all.Length > (long)largestMiB << 20)
                throw new IOException($"larger than {largestMiB} MiB");
        }
        return all.ToString();
    }
}
