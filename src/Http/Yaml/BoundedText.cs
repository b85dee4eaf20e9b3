using System.Text;

namespace HtcondorActors.Http.Yaml;

/// <summary>Reads a text file, but not a file without an end (a device, a pipe that somebody keeps filling).</summary>
public static class BoundedText
{
    /// <exception cref="IOException">It cannot be read, or is larger.</exception>
    public static string Read(string path, int largestMiB)
    {
        using var file = new StreamReader(path, Encoding.UTF8);
        return Read(file, largestMiB);
    }

    /// <exception cref="IOException">It cannot be read, or is larger.</exception>
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
