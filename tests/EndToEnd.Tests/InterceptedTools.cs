using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Stands in front of some of the real tools: a tool does what a script says while there is one for it. Each call leaves a
/// line.</summary>
internal sealed class InterceptedTools : IDisposable
{
    private readonly CondorPool _pool;
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-tools.").FullName;

    public InterceptedTools(CondorPool pool, params string[] names)
    {
        _pool = pool;
        var tool = Path.Combine(_folder, "tool");
        File.WriteAllText(
            tool,
            $$"""
            #!/bin/sh
            name=${0##*/} real='{{pool.Bin}}'/${0##*/}
            echo "$name" >>'{{_folder}}/calls'
            [ ! -e '{{_folder}}'/"$name.script" ] || . '{{_folder}}'/"$name.script"
            exec "$real" "$@"

            """
        );
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var name in names)
            File.CreateSymbolicLink(Path.Combine(_folder, name), tool);
    }

    /// <summary>For the sidecar: the pool's, with these tools first.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>(_pool.Environment) { ["PATH"] = _folder + ":" + _pool.Environment["PATH"] };

    /// <param name="tool">The tool's name.</param>
    /// <param name="script">Lines of sh. <c>$real</c> is the tool; where the script does not exit, the tool is run after it.</param>
    public void Let(string tool, string script)
    {
        File.WriteAllText(Path.Combine(_folder, "new"), script + "\n");
        File.Move(Path.Combine(_folder, "new"), ScriptOf(tool), overwrite: true);
    }

    /// <summary>The tool is itself again.</summary>
    public void Mend(string tool) => File.Delete(ScriptOf(tool));

    public int Calls(string tool) => File.Exists(CallsFile) ? File.ReadLines(CallsFile).Count(line => line == tool) : 0;

    public Task AfterCallsAsync(string tool, int more)
    {
        var now = Calls(tool);
        return Wait.UntilAsync($"more calls of {tool}", () => Task.FromResult(Calls(tool) >= now + more));
    }

    public void Dispose() => TestFolder.Remove(_folder);

    private string CallsFile => Path.Combine(_folder, "calls");

    private string ScriptOf(string tool) => Path.Combine(_folder, tool + ".script");
}
