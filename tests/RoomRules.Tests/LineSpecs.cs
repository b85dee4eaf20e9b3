using HtcondorActors.TestPool;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>A small file of very long lines is not small.</summary>
public sealed class LineSpecs
{
    private const int Width = 140;

    private static readonly string[] Folders = ["src", "tests", "bench", "pool", "packaging"];
    private static readonly string[] Kinds = [".cs", ".c", ".csproj", ".service", ".sh", ".socket", ".yml", ""];
    private static readonly string[] Skipped = ["obj", "bin", "Fixtures", "TestResults", "BenchmarkDotNet.Artifacts"];

    [Fact]
    public void No_line_is_longer_than_140_columns()
    {
        var root = RepositoryRoot.File();
        var files = Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Concat(["run", "test"])
            .Select(file => Path.GetRelativePath(root, Path.Combine(root, file)))
            .Where(file => Kinds.Contains(Path.GetExtension(file)) && !file.Split('/').Intersect(Skipped).Any());
        var found =
            from file in files
            from line in File.ReadLines(Path.Combine(root, file)).Index()
            where line.Item.Length > Width
            select $"{file}:{line.Index + 1}: {line.Item.Length} columns";
        Assert.Empty(found);
    }
}
