using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <summary>
/// Where the sidecar keeps its data. Where mounts are allowed (tests/chaos makes a namespace for them) the journal's disk is a small one of
/// its own (tmpfs), and that of the job folders below it, where HTCondor writes as well, is another: either can be filled up.
/// </summary>
internal sealed class DataDisk : IDisposable
{
    private readonly bool _mounted;

    private DataDisk(string folder, bool mounted) => (Folder, _mounted) = (folder, mounted);

    public string Folder { get; }
    public bool CanBeFilled => _mounted;

    /// <param name="pods">How many will have a folder.</param>
    public static DataDisk Of(string folder, int pods)
    {
        Directory.CreateDirectory(folder);
        var jobs = Path.Combine(folder, "jobs");
        if (!Mount(folder, "size=64m,mode=0700"))
            return new DataDisk(folder, false);
        Directory.CreateDirectory(jobs, (UnixFileMode)0b111_000_000);
        if (!Mount(jobs, string.Create(CultureInfo.InvariantCulture, $"size={64 + pods / 5}m,mode=0700")))
            throw new IOException("cannot mount " + jobs);
        return new DataDisk(folder, true);
    }

    /// <summary>Makes the folder a small disk of its own. False: mounts are not allowed.</summary>
    public static bool Mount(string folder, string options) =>
        Environment.IsPrivilegedProcess && Did("mount", "-t", "tmpfs", "-o", options, "chaos", folder);

    /// <summary>Lazily: a program that is going down may have a file open.</summary>
    public static void Unmount(string folder) => Did("umount", "-l", folder);

    /// <summary>Until disposed of, not a byte more can be written beside the journal.</summary>
    public IDisposable Fill() => Filled(Path.Combine(Folder, "ballast"));

    /// <summary>Nor into a job's folder.</summary>
    public IDisposable FillJobs() => Filled(Path.Combine(Folder, "jobs", ".ballast"));

    /// <summary>Until disposed of, the disk of this file is full.</summary>
    public static IDisposable Filled(string ballast)
    {
        Shell.Run("/bin/sh", ["-c", "cat /dev/zero >\"$1\"", "sh", ballast]);
        return new DiskFiller(ballast);
    }

    public void Dispose()
    {
        if (!_mounted)
            return;
        Unmount(Path.Combine(Folder, "jobs"));
        Unmount(Folder);
    }

    private static bool Did(string program, params string[] arguments) => Shell.Run(program, arguments).ExitCode == 0;

    private sealed class DiskFiller(string ballast) : IDisposable
    {
        public void Dispose() => File.Delete(ballast);
    }
}
