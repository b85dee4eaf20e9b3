using HtcondorActors.TestPool;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>The product's source as text: most rules are about words that may not occur somewhere.</summary>
internal static class Source
{
    /// <summary>Every C# file below src, by its path there ("Actors/Pods/PodLife.cs").</summary>
    public static IReadOnlyList<(string Path, string Text)> Files { get; } = Read("src");

    /// <summary>Every C# file below tests and bench, by its path in the repository.</summary>
    public static IReadOnlyList<(string Path, string Text)> Tests { get; } = [.. Read("tests", "tests/"), .. Read("bench", "bench/")];

    public static IEnumerable<(string Path, string Text)> Below(params string[] folders) =>
        Files.Where(file => folders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal)));

    /// <summary>The code without comments and docstrings, which may speak of anything.</summary>
    public static string Code(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.TrimStart().StartsWith("//", StringComparison.Ordinal) ? "" : line));

    private static (string Path, string Text)[] Read(string folder, string prefix = "")
    {
        var root = RepositoryRoot.File(folder);
        return
        [
            .. Directory
                .EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
                .Where(path => !path.Split('/').Intersect(["obj", "bin"]).Any())
                .Select(path => (prefix + path, File.ReadAllText(Path.Combine(root, path)))),
        ];
    }
}
