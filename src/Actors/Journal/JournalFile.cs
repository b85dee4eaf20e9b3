using Akka.Configuration;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using LinqToDB;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>The journal of one node: <c>journal.sqlite</c> in the data folder.</summary>
internal static class JournalFile
{
    /// <summary>Makes the file, switches it to write-ahead logging, and makes sure that commits are durable.</summary>
    /// <exception cref="InvalidOperationException">This SQLite, or the file system, would not make commits durable.</exception>
    /// <exception cref="IOException">The file cannot be opened or is no database.</exception>
    public static string Prepare(string dataRootFolder)
    {
        // Pooled: without it writes were four times slower (measured).
        var file = Path.Combine(dataRootFolder, "journal.sqlite");
        var connectionString = new SqliteConnectionStringBuilder { DataSource = file }.ToString();
        try
        {
            MakeDurable(connectionString);
        }
        catch (SqliteException fault)
        {
            throw new IOException($"the journal {file}: {fault.Message}", fault);
        }
        return connectionString;
    }

    /// <exception cref="InvalidOperationException">It cannot be done.</exception>
    /// <exception cref="SqliteException">The file cannot be opened or is no database.</exception>
    public static void MakeDurable(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        // Where it cannot be (no shared memory beside the file) SQLite keeps another mode and says so.
        if (command.ExecuteScalar() as string is var mode && mode != "wal")
            throw new InvalidOperationException($"the journal {new SqliteConnectionStringBuilder(connectionString).DataSource} cannot be put in write-ahead mode: its journal_mode stays \"{mode}\"");
        SynchronousCommits.Set(connection);
    }

    /// <summary>How Akka.NET opens that file.</summary>
    public static DataOptionsSetup Connections(string connectionString, SynchronousCommits commits) =>
        new(new DataOptions().UseConnectionString(ProviderName.SQLiteMS, connectionString).UseInterceptor(commits));

    /// <summary>The persistence settings of Akka.NET for that file.</summary>
    public static Config Settings(string connectionString) => ConfigurationFactory.ParseString($$"""
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.sql"
            sql {
              connection-string = "{{connectionString.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}}"
              provider-name = "SQLite.MS"
              auto-initialize = on
              # SQLite has one writer; more only wait for each other.
              parallelism = 1
              # Reads must not take the write lock: 134 -> 640 creates a second (measured).
              read-isolation-level = read-uncommitted
              # Events of two writers in turn are the trace of two that each believed to be the only one: Akka's default repairs, by forgetting some.
              replay-filter.mode = fail
            }
          }
          query.journal.sql {
            connection-string = "{{connectionString.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}}"
            provider-name = "SQLite.MS"
            read-isolation-level = read-uncommitted
          }
          # A pod has a handful of events.
          snapshot-store.plugin = "akka.persistence.no-snapshot-store"
        }
        akka.actor {
          serializers.pod-fact = "{{typeof(PodFactSerializer).AssemblyQualifiedName}}"
          serialization-bindings {
            "{{typeof(Pods.DurableFact).AssemblyQualifiedName}}" = pod-fact
          }
        }
        """).WithFallback(SqlPersistence.DefaultConfiguration);
}
