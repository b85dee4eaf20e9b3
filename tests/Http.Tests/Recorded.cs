using HtcondorActors.TestPool;

namespace HtcondorActors.Http.Tests;

/// <summary>Bodies recorded from the real interLink server.</summary>
internal static class Recorded
{
    public static byte[] Body(string file) => File.ReadAllBytes(RepositoryRoot.File("tests", "Fixtures", "interlink", file));

    public static IEnumerable<string> Files(string prefix) =>
        Directory
            .EnumerateFiles(RepositoryRoot.File("tests", "Fixtures", "interlink"), prefix + "*.json")
            .Select(Path.GetFileName)
            .Order()!;
}
