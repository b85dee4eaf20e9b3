using System.Runtime.InteropServices;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>A test that needs a disk of its own to cut the power of; skipped, and said so, where this machine or user may mount
/// none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsLoopDiskAttribute : TheoryAttribute
{
    public NeedsLoopDiskAttribute() => Skip = LoopDisk.WhyNot.Value;
}

/// <summary>An ext4 file system in a file, whose power can be cut: what was not flushed to the disk by then is gone.</summary>
internal sealed class LoopDisk : IDisposable
{
    /// <summary>Null: there can be one here.</summary>
    public static readonly Lazy<string?> WhyNot = new(() =>
    {
        try
        {
            using var disk = new LoopDisk();
            return null;
        }
        catch (Exception fault) when (fault is IOException or System.ComponentModel.Win32Exception)
        {
            return "no loop device can be mounted here: " + fault.Message;
        }
    });

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-disk.").FullName;
    private readonly List<string> _devices = [];
    private bool _mounted;

    public LoopDisk()
    {
        Directory.CreateDirectory(Folder);
        try
        {
            Run("truncate", "-s", "64M", Image);
            Run("mkfs.ext4", "-q", "-F", Image);
            Attach();
            Mount();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Folder => Path.Combine(_folder, "mounted");
    private string Image => Path.Combine(_folder, "image");

    /// <summary>From here on nothing reaches the disk, not even the file system's own log; every call on it fails.</summary>
    public void CutPower()
    {
        using var root = open(Folder, 0);
        var how = NoLogFlush;
        if (root.IsInvalid || ioctl(root, Shutdown, ref how) != 0)
            throw new IOException("cannot cut the power: " + Marshal.GetLastPInvokeErrorMessage());
    }

    /// <summary>What was on the disk is there again, looked over as at every start of a machine. Nobody has a file open on it any
    /// more.</summary>
    public void PowerOn()
    {
        Unmount();
        // On a device of its own: whoever made a mount namespace meanwhile (Apptainer does) still has the dead file system mounted, and the
        // kernel would give us that one again.
        File.Copy(Image, Image + ".on");
        File.Move(Image + ".on", Image, overwrite: true);
        Attach();
        Run("e2fsck", "-y", _devices[^1]);
        Mount();
    }

    public void Dispose()
    {
        if (_mounted)
            Unmount();
        foreach (var device in _devices)
            Run("losetup", "--detach", device);
        TestFolder.Remove(_folder);
    }

    private void Attach() => _devices.Add(Run("losetup", "--find", "--show", Image).Trim());

    private void Mount()
    {
        Run("mount", _devices[^1], Folder);
        _mounted = true;
    }

    private void Unmount()
    {
        // A connection that was in use when the power went is closed by whoever finds it dead.
        for (var deadline = DateTime.UtcNow + Soon; Shell.Run("umount", [Folder]) is { ExitCode: not 0 } busy; )
        {
            if (DateTime.UtcNow > deadline)
                throw new IOException("umount: " + busy.Output.Trim());
            SqliteConnection.ClearAllPools();
            Thread.Sleep(50);
        }
        _mounted = false;
    }

    /// <summary>What it printed. e2fsck's 1 is that it mended something.</summary>
    private static string Run(string program, params string[] arguments)
    {
        var ended = Shell.Run(program, arguments);
        if (ended.ExitCode is 0 || (ended.ExitCode is 1 && program == "e2fsck"))
            return ended.Output;
        throw new IOException($"{program}: {ended.Output.Trim()}");
    }

    /// <summary>FS_IOC_SHUTDOWN of Linux, _IOR('X', 125, __u32).</summary>
    private const nuint Shutdown = 0x8004587d;
    private const uint NoLogFlush = 2;

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle open(string path, int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ioctl(SafeFileHandle file, nuint request, ref uint how);
}
