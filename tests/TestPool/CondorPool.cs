namespace HtcondorActors.TestPool;

/// <summary>
/// A private, real HTCondor pool with Apptainer (see pool/README.md): its own folder and port, started by the test run and
/// purged at its end. Use it as an xunit collection fixture.
/// </summary>
public class CondorPool : IDisposable
{
    private static readonly TimeSpan InstallAndStart = TimeSpan.FromMinutes(5);

    public CondorPool()
        : this("") { }

    /// <param name="rules">Lines of HTCondor's configuration, besides the pool's own.</param>
    protected CondorPool(string rules)
    {
        Folder = Directory.CreateTempSubdirectory("ila-pool.").FullName;
        var more = Directory.CreateDirectory(Path.Combine(Folder, "etc", "config.d")).FullName;
        if (rules.Length > 0)
            File.WriteAllText(Path.Combine(more, "50-test.conf"), rules);
        var started = Shell.Run(RepositoryRoot.File("pool", "start"), [], PoolEnvironment, InstallAndStart);
        if (started.ExitCode != 0)
            throw new InvalidOperationException("the pool did not start:\n" + started.Output);
        Images = Shell
            .Run("/bin/sh", ["-c", ". \"$1/env\"; printf %s \"$CONDOR_POOL_IMAGES\"", "sh", Folder], PoolEnvironment)
            .Output.Trim();
    }

    /// <summary>The pool's folder; <c>bin/</c> in it has the condor tools and apptainer.</summary>
    public string Folder { get; }

    /// <summary>Folder with <c>busybox.sif</c> and the sandbox folder <c>busybox</c>.</summary>
    public string Images { get; }

    public string Bin => Path.Combine(Folder, "bin");

    /// <summary>PATH with the pool's tools first and CONDOR_CONFIG: what a program needs to use the pool.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>
        {
            ["PATH"] = Bin + ":" + System.Environment.GetEnvironmentVariable("PATH"),
            ["CONDOR_CONFIG"] = Path.Combine(Folder, "etc", "condor_config"),
        };

    private Dictionary<string, string> PoolEnvironment =>
        new() { ["CONDOR_POOL_DIR"] = Folder, ["CONDOR_POOL_GPUS"] = "GPU-aaaa1111 GPU-bbbb2222" };

    /// <summary>Runs one of the pool's tools (condor_q, condor_hold, apptainer, in-pool ...).</summary>
    public ShellResult Tool(string name, params string[] arguments) => Shell.Run(Path.Combine(Bin, name), arguments, Environment);

    public void Dispose()
    {
        Shell.Run(RepositoryRoot.File("pool", "stop"), ["--purge"], PoolEnvironment);
        if (Directory.Exists(Folder))
            TestFolder.Remove(Folder);
        GC.SuppressFinalize(this);
    }
}
