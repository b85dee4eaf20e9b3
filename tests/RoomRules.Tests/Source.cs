using HtcondorActors.TestPool;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>The product's source as text: most rules are about words that may not occur somewhere.</summary>
internal static class Source
{
    private static readonly string Root = RepositoryRoot.File("src");

    /// <summary>Every C# file below src, by its path there ("Actors/Pods/PodLife.cs").</summary>
    public static IReadOnlyList<(string Path, string Text)> Files { get; } =
    [
        .. Directory
            .EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(Root, file).Replace('\\', '/'), File: file))
            .Where(file => !file.Path.Contains("/obj/", StringComparison.Ordinal) && !file.Path.Contains("/bin/", StringComparison.Ordinal))
            .Select(file => (file.Path, Text: File.ReadAllText(file.File))),
    ];

    public static IEnumerable<(string Path, string Text)> Below(params string[] folders) =>
        Files.Where(file => folders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal)));

    /// <summary>The code without comments and docstrings, which may speak of anything.</summary>
    public static string Code(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.TrimStart().StartsWith("//", StringComparison.Ordinal) ? "" : line));
}
