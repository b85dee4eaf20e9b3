using Akka.Configuration;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>The journal of one node: <c>journal.sqlite</c> in the data folder.</summary>
internal static class JournalFile
{
    /// <summary>After a power cut NORMAL had lost 200 of 200 acknowledged commits, FULL none (measured).</summary>
    public const string Full = "FULL";

    /// <summary>PRAGMA synchronous answers with the number: 0 OFF, 1 NORMAL, 2 FULL, 3 EXTRA.</summary>
    private const long FullNumber = 2;

    /// <summary>How long a write waits for another process that holds the file.</summary>
    private const int LockPatienceSeconds = 8;

    /// <summary>Makes the file, switches it to write-ahead logging, and makes sure that commits are durable.</summary>
    /// <exception cref="InvalidOperationException">This SQLite, or the file system, would not make commits durable.</exception>
    /// <exception cref="IOException">The file cannot be opened, is no database, or another process does not let go of it.</exception>
    public static string Prepare(string dataRootFolder, int patienceSeconds = LockPatienceSeconds) =>
        Prepare(dataRootFolder, _ => { }, patienceSeconds);

    /// <summary>As above.</summary>
    /// <param name="dataRootFolder">Absolute.</param>
    /// <param name="opened">What else is to be done before the write-ahead log is emptied.</param>
    /// <param name="patienceSeconds">How long another process may hold the file.</param>
    public static string Prepare(string dataRootFolder, Action<SqliteConnection> opened, int patienceSeconds = LockPatienceSeconds)
    {
        var file = new JournalPaths(dataRootFolder).Database;
        var connectionString = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = patienceSeconds }.ToString();
        try
        {
            using var connection = OpenDurable(connectionString, Full);
            JournalTable.Create(connection);
            opened(connection);
            // What the write-ahead log gives was perhaps never flushed, if the process of before died of that: SQLite reads it from the
            // kernel's memory, and would write on behind it. Now it is in the database itself, flushed, and the log is empty.
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

    /// <summary>A connection that flushes each commit to the disk before it is acknowledged, and was asked whether it does: SQLite keeps
    /// this per connection, and its default is a matter of how it was built.</summary>
    /// <exception cref="InvalidOperationException">It cannot be done.</exception>
    /// <exception cref="SqliteException">The file cannot be opened or is no database.</exception>
    public static SqliteConnection OpenDurable(string connectionString, string level)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            // Where it cannot be (no shared memory beside the file) SQLite keeps another mode and says so.
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

    /// <summary>Reads with a connection of its own. Blocks: SQLite has no calls that do not.</summary>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public static T Read<T>(string connectionString, Func<SqliteConnection, T> read)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        return read(connection);
    }

    /// <summary>The persistence settings of Akka.NET for that file.</summary>
    /// <param name="connectionString">Of <see cref="Prepare"/>.</param>
    /// <param name="level">SQLite's word for what a commit flushes; NORMAL, in tests, is what a power cut must tell from
    /// <see cref="Full"/>.</param>
    public static Config Settings(string connectionString, string level = Full) =>
        ConfigurationFactory.ParseString(
            $$"""
            akka.persistence {
              journal {
                plugin = "akka.persistence.journal.pods"
                pods {
                  class = "{{typeof(SqliteJournal).AssemblyQualifiedName}}"
                  plugin-dispatcher = "akka.actor.default-dispatcher"
                  connection-string = "{{Quoted(connectionString)}}"
                  synchronous = "{{level}}"
                  # The writer alone reports a failed write, after its own deadline (above). A breaker that gives up sooner would report
                  # a write as failed that reaches the disk a moment later. An open breaker would refuse the reads of all other pods.
                  circuit-breaker {
                    max-failures = 1000000
                    call-timeout = 60s
                  }
                  # The journal checks the order of writers itself (EntryOrder). Akka's filter costs one more actor for each pod that wakes.
                  replay-filter.mode = off
                }
              }
              # A pod has a handful of events.
              snapshot-store.plugin = "akka.persistence.no-snapshot-store"
            }
            """
        );

    private static string Quoted(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>Waits for another process's lock as long as the connection has patience.</summary>
    public static object? Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }
}
