using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Hosting;

/// <summary>What only HOCON can say: every *.conf of a folder, in the order of their names with ours (akka.conf) first; the last word
/// wins.</summary>
internal static class HoconFiles
{
    private const string Ours = "akka.conf";

    /// <exception cref="IOException">A file or the folder cannot be read.</exception>
    public static string Read(string folder) => string.Join('\n', FilesOf(folder).Select(File.ReadAllText));

    /// <summary>All faults of the folder, each as one line <c>FILE.conf:LINE: words</c>. Nothing of it is applied.</summary>
    public static IReadOnlyList<string> Faults(string folder)
    {
        try
        {
            var faults = FaultsOf([.. FilesOf(folder).Select(file => (Path.GetFileName(file), File.ReadAllText(file)))]);
            return faults.Count > 0 ? faults : OperatorHocon.Faults(Read(folder));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [OneLine.Of($"{folder}: {fault.Message}")];
        }
    }

    /// <param name="files">In the order in which they are read.</param>
    internal static IReadOnlyList<string> FaultsOf(IReadOnlyList<(string Name, string Text)> files)
    {
        var texts = files.Select(file => (file.Name, file.Text, Judged: new HoconText(file.Text))).ToArray();
        // A substitution may name a key of another file.
        var areReadableTogether =
            texts.All(text => text.Judged.MarkFaults.Count == 0)
            && HoconText.IsReadable(string.Join('\n', files.Select(file => file.Text)));
        List<string> lines = [];
        foreach (var (i, (name, text, judged)) in texts.Index())
        {
            lines.AddRange(judged.MarkFaults.Select(fault => $"{name}:{fault.Line}: {fault.Words}"));
            if (judged.MarkFaults.Count > 0)
                continue;
            if (judged.IsBraced && i + 1 < files.Count)
                lines.Add($"{name}:1: Akka.NET would ignore {files[i + 1].Name} because of the braces around this whole file");
            if (!(areReadableTogether && text.Contains("${", StringComparison.Ordinal)) && judged.ParserFault() is { } fault)
                lines.Add($"{name}:{fault.Line}: {fault.Words}");
        }
        return [.. lines.Select(OneLine.Of)];
    }

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.conf")
            .OrderBy(file => Path.GetFileName(file) != Ours)
            .ThenBy(file => file, StringComparer.Ordinal);
}
