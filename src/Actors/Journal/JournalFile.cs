using Akka.Configuration;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>Opens and configures the journal, <c>journal.sqlite</c> in the data folder.</summary>
internal static class JournalFile
{
    /// <summary>
    /// SQLite's synchronous level. After a power cut NORMAL had lost 200 of 200 acknowledged commits, FULL none (measured).
    /// </summary>
    public const string Full = "FULL";

    /// <summary>The answer of PRAGMA synchronous for FULL (0 OFF, 1 NORMAL, 2 FULL, 3 EXTRA).</summary>
    private const long FullNumber = 2;

    /// <summary>How long a write waits for another process that holds the file.</summary>
    private const int LockPatienceSeconds = 8;

    /// <summary>Creates the file, switches it to write-ahead logging, and verifies that commits are durable.</summary>
    /// <exception cref="InvalidOperationException">This SQLite, or the file system, would not make commits durable.</exception>
    /// <exception cref="IOException">The file cannot be opened or is not a database, or another process keeps it locked.</exception>
    public static string Prepare(string dataRootFolder, int patienceSeconds = LockPatienceSeconds) =>
        Prepare(dataRootFolder, _ => { }, patienceSeconds);

    /// <summary>The same, with further work on the open database.</summary>
    /// <param name="dataRootFolder">The absolute path of the data folder.</param>
    /// <param name="opened">Work to do before the write-ahead log is emptied.</param>
    /// <param name="patienceSeconds">How long to wait for another process that holds the file.</param>
    public static string Prepare(string dataRootFolder, Action<SqliteConnection> opened, int patienceSeconds = LockPatienceSeconds)
    {
        var file = new JournalPaths(dataRootFolder).Database;
        var connectionString = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = patienceSeconds }.ToString();
        try
        {
            using var connection = OpenDurable(connectionString, Full);
            JournalTable.Create(connection);
            opened(connection);
            // If the last process ended because of a failed flush, parts of the write-ahead log may exist only in the kernel's memory.
            // SQLite would read them from there and append to the log. This checkpoint copies the log into the database, flushes it, and
            // empties the log.
            Execute(connection, $"PRAGMA busy_timeout = {patienceSeconds * 1000}");
            if (Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)") is not 0L)
                throw new IOException($"the journal {file} is in use by another process; end whatever reads or writes it");
        }
        catch (SqliteException fault)
        {
            throw new IOException($"the journal {file}: {fault.Message}", fault);
        }
        return connectionString;
    }

    /// <summary>
    /// Opens a connection that flushes each commit to the disk before it is acknowledged, and verifies that. SQLite keeps this setting per
    /// connection, and the default depends on how SQLite was built.
    /// </summary>
    /// <exception cref="InvalidOperationException">SQLite does not accept the setting.</exception>
    /// <exception cref="SqliteException">The file cannot be opened or is not a database.</exception>
    public static SqliteConnection OpenDurable(string connectionString, string level)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            // If the file system does not support this mode (no shared memory beside the file), SQLite keeps another mode and returns its
            // name.
            if (Execute(connection, "PRAGMA journal_mode = WAL") as string is var mode && mode != "wal")
                throw new InvalidOperationException(
                    $"the journal {new SqliteConnectionStringBuilder(connectionString).DataSource} cannot be put in write-ahead "
                        + $"mode: its journal_mode stays \"{mode}\""
                );
            Execute(connection, $"PRAGMA synchronous = {level}");
            if (level == Full && Execute(connection, "PRAGMA synchronous") is not FullNumber)
                throw new InvalidOperationException("this build of SQLite does not flush commits to the disk (synchronous is below FULL)");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads with a connection of its own. The call blocks, because SQLite has no asynchronous calls.</summary>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public static T Read<T>(string connectionString, Func<SqliteConnection, T> read)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        return read(connection);
    }

    /// <summary>Akka.NET's persistence settings for the journal.</summary>
    /// <param name="connectionString">The result of <see cref="Prepare"/>.</param>
    /// <param name="level">SQLite's synchronous level. Tests use NORMAL to prove that their power cut loses commits unless the level is
    /// <see cref="Full"/>.</param>
    public static Config Settings(string connectionString, string level = Full) =>
        JournalSettings.Of(
            typeof(SqliteJournal),
            $"""
            connection-string = "{JournalSettings.Quoted(connectionString)}"
            synchronous = "{level}"
            """
        );

    /// <summary>Executes a statement; waits for another process's lock for as long as the connection's timeout allows.</summary>
    public static object? Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }
}
