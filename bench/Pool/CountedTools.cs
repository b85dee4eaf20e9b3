using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Pool;

/// <summary>The pool's tools behind scripts that count how often each is called.</summary>
internal sealed class CountedTools : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ila-tools.");
    private readonly string _calls;

    public CountedTools(CondorPool pool)
    {
        _calls = Path.Combine(_folder.FullName, "calls");
        File.WriteAllText(_calls, "");
        foreach (var tool in Directory.GetFiles(pool.Bin, "condor_*"))
        {
            var script = Path.Combine(_folder.FullName, Path.GetFileName(tool));
            File.WriteAllText(script, $"#!/bin/sh\necho {Path.GetFileName(tool)} >> '{_calls}'\nexec '{tool}' \"$@\"\n");
        }
        Shell.Run("/bin/chmod", ["-R", "u+x", _folder.FullName]);
        Environment = new Dictionary<string, string>(pool.Environment) { ["PATH"] = $"{_folder.FullName}:{pool.Environment["PATH"]}" };
    }

    /// <summary>The pool's, with these tools.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Calls so far.</summary>
    public int Calls => File.ReadLines(_calls).Count();

    /// <summary>How often each was called, in words.</summary>
    public string Words =>
        string.Join(
            ", ",
            File.ReadLines(_calls).CountBy(tool => tool).OrderByDescending(tool => tool.Value).Select(tool => $"{tool.Key} {tool.Value}")
        );

    public void Dispose() => TestFolder.Remove(_folder.FullName);
}
