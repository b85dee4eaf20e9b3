using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>The *.conf files of a folder: akka.conf, then the others by name. A later file wins over an earlier one.</summary>
internal static class HoconFiles
{
    private const string Ours = "akka.conf";
    private const int LargestMiB = 16;

    /// <exception cref="IOException">A file or the folder cannot be read.</exception>
    public static string Read(SidecarConfig config) => string.Join('\n', FilesOf(FolderOf(config)).Select(TextOf));

    /// <summary>All faults of the files, each as one line <c>FILE.conf:LINE: words</c>. Nothing is changed.</summary>
    public static IEnumerable<ConfigFault> Faults(SidecarConfig config)
    {
        try
        {
            return Faults(FolderOf(config)).Select(fault => new ConfigFault(nameof(config.HoconFolder), fault));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The start fails then, and is tried again: a folder that is away for a moment must not leave pods without an answer.
            return DataFolder.HasPods(config) ? [] : [new(nameof(config.HoconFolder), fault.Message)];
        }
    }

    /// <exception cref="IOException">A file or the folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    internal static IReadOnlyList<string> Faults(string folder)
    {
        (string Name, string Text)[] files = [.. FilesOf(folder).Select(file => (Path.GetFileName(file), TextOf(file)))];
        var faults = FaultsOf(files);
        return faults.Count > 0 ? faults : ForbiddenIn(files);
    }

    /// <summary>The keys that an operator may not set, in files that Akka.NET can read.</summary>
    private static IReadOnlyList<string> ForbiddenIn(IReadOnlyList<(string Name, string Text)> files)
    {
        var forbidden = OperatorHocon.Faults(Joined(files));
        if (forbidden.Count == 0)
            return [];
        var placed = files
            // A file with a substitution may be readable only together with the others.
            .Where(file => HoconText.IsReadable(file.Text))
            .SelectMany(file => new HoconText(file.Text).Forbidden().Select(fault => (file.Name, fault.Line, fault.Words)))
            .ToArray();
        var others = forbidden.Where(words => placed.All(fault => fault.Words != words));
        return [.. placed.Select(fault => OneLine.Of($"{fault.Name}:{fault.Line}: {fault.Words}")), .. others.Select(OneLine.Of)];
    }

    /// <param name="files">In the order in which they are read.</param>
    internal static IReadOnlyList<string> FaultsOf(IReadOnlyList<(string Name, string Text)> files)
    {
        var texts = files.Select(file => (file.Name, file.Text, Judged: new HoconText(file.Text))).ToArray();
        // A substitution may name a key of another file.
        var areReadableTogether = texts.All(text => text.Judged.MarkFaults.Count == 0) && HoconText.IsReadable(Joined(files));
        List<string> lines = [];
        foreach (var (i, (name, text, judged)) in texts.Index())
        {
            lines.AddRange(judged.MarkFaults.Select(fault => $"{name}:{fault.Line}: {fault.Words}"));
            if (judged.MarkFaults.Count > 0)
                continue;
            if (judged.IsBraced && i + 1 < files.Count)
                lines.Add($"{name}:1: Akka.NET would ignore {files[i + 1].Name} because of the braces around this whole file");
            var isJudged = areReadableTogether && (files.Count == 1 || text.Contains("${", StringComparison.Ordinal));
            if (!isJudged && judged.ParserFault() is { } fault)
                lines.Add($"{name}:{fault.Line}: {fault.Words}");
        }
        return [.. lines.Select(OneLine.Of)];
    }

    private static string Joined(IReadOnlyList<(string Name, string Text)> files) => string.Join('\n', files.Select(file => file.Text));

    private static string FolderOf(SidecarConfig config) =>
        config.HoconFolder.Length > 0 ? config.HoconFolder : Path.Combine(AppContext.BaseDirectory, "hocon");

    private static string TextOf(string file)
    {
        try
        {
            return ConfigText.Read(file, LargestMiB);
        }
        catch (IOException fault)
        {
            throw new IOException($"{file} cannot be read: {fault.Message}", fault);
        }
    }

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.conf")
            .OrderBy(file => Path.GetFileName(file) != Ours)
            .ThenBy(file => file, StringComparer.Ordinal);
}
