using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Reads the HOCON of every *.conf in a folder: first akka.conf, then the others in the order of their names. The last value of a key wins.
/// </summary>
internal static class HoconFiles
{
    private const string Ours = "akka.conf";

    /// <exception cref="IOException">A file or the folder cannot be read.</exception>
    public static string Read(SidecarConfig config) => string.Join('\n', In(FolderOf(config)).Select(File.ReadAllText));

    /// <summary>What keeps the files from being read.</summary>
    public static IEnumerable<ConfigFault> Faults(SidecarConfig config)
    {
        string[] words;
        try
        {
            _ = Read(config);
            words = [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            words = [fault.Message];
        }
        return words.Select(each => new ConfigFault(nameof(config.HoconFolder), each));
    }

    private static string FolderOf(SidecarConfig config) =>
        config.HoconFolder.Length > 0 ? config.HoconFolder : Path.Combine(AppContext.BaseDirectory, "hocon");

    private static IEnumerable<string> In(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.conf")
            .OrderBy(file => Path.GetFileName(file) != Ours)
            .ThenBy(file => file, StringComparer.Ordinal);
}
