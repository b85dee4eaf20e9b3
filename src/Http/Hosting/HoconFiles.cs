namespace HtcondorActors.Http.Hosting;

/// <summary>What only HOCON can say: every *.conf of a folder, in the order of their names with ours (akka.conf) first; the last word
/// wins.</summary>
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
