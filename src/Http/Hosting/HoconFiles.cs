namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Reads the HOCON of every *.conf in a folder: first akka.conf, then the others in the order of their names. The last value of a key wins.
/// </summary>
internal static class HoconFiles
{
    private const string Ours = "akka.conf";

    /// <exception cref="IOException">A file or the folder cannot be read.</exception>
    public static string Read(string folder) =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(folder, "*.conf")
                .OrderBy(file => Path.GetFileName(file) != Ours)
                .ThenBy(file => file, StringComparer.Ordinal)
                .Select(File.ReadAllText)
        );
}
