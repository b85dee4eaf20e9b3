namespace HtcondorActors.ChaosRun;

/// <summary>
/// Where the sidecar keeps its data. Where mounts are allowed (tests/chaos makes a namespace for them) the journal's disk is a small one of its own (tmpfs) that can be filled up; the job folders below it
/// stay on the machine's disk, since HTCondor writes there as well.
/// </summary>
internal sealed class DataDisk : IDisposable
{
    private readonly bool _mounted;

    private DataDisk(string folder, bool mounted) => (Folder, _mounted) = (folder, mounted);

    public string Folder { get; }
    public bool CanBeFilled => _mounted;

    public static DataDisk Of(string folder)
    {
        Directory.CreateDirectory(folder);
        var jobs = Path.Combine(folder, "jobs");
        var real = folder + ".jobs";
        if (!Environment.IsPrivilegedProcess || !Did("mount", "-t", "tmpfs", "-o", "size=64m,mode=0700", "chaos", folder)) return new DataDisk(folder, false);
        foreach (var made in (string[])[jobs, real]) Directory.CreateDirectory(made, (UnixFileMode)0b111_000_000);
        if (!Did("mount", "--bind", real, jobs)) throw new IOException("cannot bind " + jobs);
        return new DataDisk(folder, true);
    }

    /// <summary>Until disposed of, not a byte more can be written.</summary>
    public IDisposable Fill()
    {
        var ballast = Path.Combine(Folder, "ballast");
        Shell.Run("/bin/sh", ["-c", "cat /dev/zero >\"$1\"", "sh", ballast]);
        return new Filled(ballast);
    }

    public void Dispose()
    {
        if (!_mounted) return;
        // Lazily: a shadow of the pool that is going down may have a file open.
        Did("umount", "-l", Path.Combine(Folder, "jobs"));
        Did("umount", "-l", Folder);
    }

    private static bool Did(string program, params string[] arguments) => Shell.Run(program, arguments).ExitCode == 0;

    private sealed class Filled(string ballast) : IDisposable
    {
        public void Dispose() => File.Delete(ballast);
    }
}
