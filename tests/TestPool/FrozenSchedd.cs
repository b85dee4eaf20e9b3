namespace HtcondorActors.TestPool;

/// <summary>The pool's schedd, stopped by the kernel until this is disposed: it takes connections and answers nothing.</summary>
public sealed class FrozenSchedd : IDisposable
{
    private readonly string _schedd;

    public FrozenSchedd(CondorPool pool)
    {
        var master = File.ReadAllText(Path.Combine(pool.Folder, "master.pid")).Trim();
        _schedd = Shell.Run("/usr/bin/pgrep", ["-P", master, "-x", "condor_schedd"]).Stdout.Trim();
        if (!int.TryParse(_schedd, out _))
            throw new InvalidOperationException($"not one schedd below {master}: {_schedd}");
        Shell.Run("/bin/kill", ["-STOP", _schedd]);
    }

    public void Dispose() => Shell.Run("/bin/kill", ["-CONT", _schedd]);
}
