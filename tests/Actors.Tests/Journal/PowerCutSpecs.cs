using System.Runtime.InteropServices;
using HtcondorActors.Actors.Journal;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>The power goes, as far as a file system can tell: everything that was not flushed to its disk is gone.</summary>
public sealed class PowerCutSpecs : IDisposable
{
    private const int Commits = 200;

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-power.").FullName;

    private string Disk => Path.Combine(_folder, "disk");
    private string Mount => Path.Combine(_folder, "mount");

    public void Dispose()
    {
        Shell.Run("/bin/umount", [Mount]);
        Directory.Delete(_folder, recursive: true);
    }

    [LoopMountTheory]
    [InlineData("", true)]
    [InlineData("PRAGMA synchronous = NORMAL", false)]
    public void Every_commit_that_the_journals_settings_acknowledge_outlives_it_and_the_test_would_see_it_if_not(string setting, bool all)
    {
        Directory.CreateDirectory(Mount);
        using (var disk = File.Create(Disk)) disk.SetLength(64 << 20);
        Run("/sbin/mkfs.ext4", "-q", Disk);
        Run("/bin/mount", "-o", "loop", Disk, Mount);
        var connectionString = JournalFile.Prepare(Mount);
        using (var connection = new SqliteConnection(connectionString))
        {
            connection.Open();
            Execute(connection, "CREATE TABLE entries (number INTEGER)");
            // The table itself is on the disk in either case: a checkpoint flushes.
            Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            if (setting.Length > 0) Execute(connection, setting);
            for (var i = 0; i < Commits; i++) Execute(connection, $"INSERT INTO entries VALUES ({i})");
            CutPower();
        }
        SqliteConnection.ClearAllPools();
        Run("/bin/umount", Mount);
        Run("/bin/mount", "-o", "loop", Disk, Mount);
        using (var connection = new SqliteConnection(connectionString + ";Pooling=False"))
        {
            connection.Open();
            Assert.Equal("ok", Execute(connection, "PRAGMA integrity_check"));
            var left = (long)Execute(connection, "SELECT count(*) FROM entries")!;
            Assert.Equal(all, left == Commits);
        }
    }

    private void CutPower()
    {
        const uint Shutdown = 0x8004587D; // FS_IOC_SHUTDOWN, _IOR('X', 125, __u32)
        var withoutFlushing = 2u;
        var folder = open(Mount, 0);
        try
        {
            Assert.Equal(0, ioctl(folder, Shutdown, ref withoutFlushing));
        }
        finally
        {
            _ = close(folder);
        }
    }

    private static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Run(string program, params string[] arguments)
    {
        var run = Shell.Run(program, arguments);
        Assert.True(run.ExitCode == 0, $"{program}: {run.Output}");
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int ioctl(int file, ulong request, ref uint argument);

    [DllImport("libc")]
    private static extern int close(int file);
}

internal sealed class LoopMountTheoryAttribute : TheoryAttribute
{
    public LoopMountTheoryAttribute()
    {
        if (Environment.UserName != "root" || !File.Exists("/dev/loop-control") || !File.Exists("/sbin/mkfs.ext4"))
            Skip = "a file system whose power can be cut takes root, loop devices and mkfs.ext4";
    }
}
