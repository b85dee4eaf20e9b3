using System.Text.RegularExpressions;
using HtcondorActors.TestPool;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>A document that names a file sends its reader there.</summary>
public sealed partial class DocumentSpecs
{
    private static readonly string[] Folders = ["src", "tests", "docs", "bench", "pool", "packaging", ".github"];

    [Fact]
    public void Documents_name_only_source_files_that_exist()
    {
        var root = RepositoryRoot.File();
        var files = Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(root))
            .ToArray();
        var names = files.Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
        var lost =
            from document in files
            where document.EndsWith(".md", StringComparison.Ordinal) && Path.GetFileName(document) != "CHANGELOG.md"
            from Match match in SourceFile().Matches(File.ReadAllText(document))
            where !names.Contains(match.Value)
            select $"{Path.GetRelativePath(root, document)}: {match.Value}";
        Assert.Empty(lost);
    }

    /// <summary>A C# file, or a part of the runner.</summary>
    [GeneratedRegex(@"\b[A-Z]\w+(\.\w+)*\.cs\b|\b\d\d-[a-z-]+\.sh\b")]
    private static partial Regex SourceFile();
}
