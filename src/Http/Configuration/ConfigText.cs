using System.Text;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Yaml;

namespace HtcondorActors.Http.Configuration;

/// <summary>Reads a text file of the configuration. A FIFO could keep its reader waiting for ever, and is refused.</summary>
internal static class ConfigText
{
    /// <exception cref="IOException">The file cannot be read, is not a regular file, or is larger than the limit.</exception>
    public static string Read(string path, int largestMiB)
    {
        using var file = new StreamReader(new FileStream(UnixFile.OpenRegular(path), FileAccess.Read), Encoding.UTF8);
        return BoundedText.Read(file, largestMiB);
    }
}
