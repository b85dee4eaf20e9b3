using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>
/// A folder of programs named like the condor tools that do what a test says: for time limits, floods, garbage and exit
/// codes that a real pool gives only on a bad day. All are one script of the repository, under other names.
/// </summary>
internal sealed class FakeCondor : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-fake.").FullName;

    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string> { ["PATH"] = _folder + ":/usr/bin:/bin", ["FAKE_CONDOR"] = _folder };

    /// <param name="script">Shell lines, run as the tool.</param>
    public FakeCondor With(string tool, string script)
    {
        File.WriteAllText(PathOf(tool + ".sh"), script + "\n");
        if (!File.Exists(PathOf(tool)))
            File.CreateSymbolicLink(PathOf(tool), RepositoryRoot.File("tests", "CondorIo.Tests", "FakeCondor", "fake-condor"));
        return this;
    }

    /// <summary>The tool answers as a real one once did: tests/Fixtures/htcondor/NAME.</summary>
    public FakeCondor Replay(string tool, string fixture)
    {
        string Path(string kind) => RepositoryRoot.File("tests", "Fixtures", "htcondor", fixture + kind);
        var exitCode = File.ReadLines(Path(".cmd")).Single(line => line.StartsWith("rc=", StringComparison.Ordinal))[3..];
        var stderr = File.Exists(Path(".stderr")) ? $"cat '{Path(".stderr")}' >&2; " : "";
        return With(tool, $"cat '{Path(".stdout")}'; {stderr}exit {exitCode}");
    }

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>The arguments of every call of the tool, oldest first.</summary>
    public IReadOnlyList<string[]> Calls(string tool) =>
        File.Exists(PathOf(tool + ".calls"))
            ?
            [
                .. File.ReadAllText(PathOf(tool + ".calls"))
                    .Split("--\n", StringSplitOptions.RemoveEmptyEntries)
                    .Select(call => call.TrimEnd('\n').Split('\n')),
            ]
            : [];

    public void Dispose() => TestFolder.Remove(_folder);
}
