using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// The table of the journal, with all SQL. The columns are those of Akka.Persistence.Sql, so that files written by that plugin can still be
/// read.
/// </summary>
internal static partial class JournalTable
{
    public static void Create(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            CREATE TABLE IF NOT EXISTS journal (
              ordering INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
              created INTEGER NOT NULL,
              deleted INTEGER NOT NULL,
              persistence_id TEXT NOT NULL,
              sequence_number INTEGER NOT NULL,
              message BLOB NOT NULL,
              manifest TEXT NULL,
              identifier INTEGER NULL,
              writer_uuid TEXT NULL
            );
            CREATE TABLE IF NOT EXISTS journal_of (instance TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS journal_closed (because TEXT NOT NULL);
            CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);
            """;
        command.ExecuteNonQuery();
    }

    /// <summary>The number of entries ever written, including deleted ones.</summary>
    public static long TotalEntries(SqliteConnection connection) =>
        Has(connection, "journal") ? Scalar(connection, "SELECT max(seq) FROM sqlite_sequence WHERE name = 'journal'") as long? ?? 0 : 0;

    /// <summary>The id of the data folder to which the journal belongs; null if it has no id.</summary>
    public static string? InstanceOf(SqliteConnection connection) =>
        Has(connection, "journal_of") ? Scalar(connection, "SELECT max(instance) FROM journal_of") as string : null;

    public static void SetInstance(SqliteConnection connection, string instance)
    {
        if (InstanceOf(connection) == instance)
            return;
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM journal_of; INSERT INTO journal_of (instance) VALUES ($instance)";
        command.Parameters.AddWithValue("$instance", instance);
        command.ExecuteNonQuery();
    }

    /// <summary>Why nobody may use the journal; null if it may be used.</summary>
    public static string? ClosedBecause(SqliteConnection connection) =>
        Has(connection, "journal_closed") ? Scalar(connection, "SELECT max(because) FROM journal_closed") as string : null;

    /// <summary>Closes the journal for every later start.</summary>
    public static void Close(SqliteConnection connection, string because)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM journal_closed; INSERT INTO journal_closed (because) VALUES ($because)";
        command.Parameters.AddWithValue("$because", because);
        command.ExecuteNonQuery();
    }

    /// <summary>True if this journal differs from the other one only in later entries. Each entry has a unique number.</summary>
    /// <param name="connection">A journal.</param>
    /// <param name="other">The URI of an earlier state of the same journal.</param>
    public static bool AddsOnly(SqliteConnection connection, string other)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "ATTACH $other AS earlier";
        command.Parameters.AddWithValue("$other", other);
        command.ExecuteNonQuery();
        return Scalar(
            connection,
            """
            SELECT 1 FROM main.journal AS now LEFT JOIN earlier.journal AS before ON before.ordering = now.ordering
            WHERE now.ordering <= (SELECT coalesce(max(seq), 0) FROM earlier.sqlite_sequence WHERE name = 'journal')
            AND (before.persistence_id IS NOT now.persistence_id OR before.sequence_number IS NOT now.sequence_number) LIMIT 1
            """
        )
            is null;
    }

    private static bool Has(SqliteConnection connection, string table) =>
        Scalar(connection, $"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{table}'") is not null;

    private static object? Scalar(SqliteConnection connection, string text) => JournalFile.Execute(connection, text);

    /// <summary>The command that adds an entry, prepared once per connection. <c>created</c> is in .NET ticks, UTC.</summary>
    public static SqliteCommand Adding(SqliteConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText =
            "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, "
            + "writer_uuid) VALUES (CAST((julianday('now') - 1721425.5) * 864000000000 AS INTEGER), 0, $id, $number, $message, "
            + "$manifest, $serializer, $writer)";
        foreach (var name in (string[])["$number", "$serializer"])
            command.Parameters.Add(name, SqliteType.Integer);
        foreach (var name in (string[])["$id", "$manifest", "$writer"])
            command.Parameters.Add(name, SqliteType.Text);
        command.Parameters.Add("$message", SqliteType.Blob);
        command.Prepare();
        return command;
    }

    public static void Add(SqliteCommand adding, JournalEntry entry)
    {
        adding.Parameters["$id"].Value = entry.PersistenceId;
        adding.Parameters["$number"].Value = entry.SequenceNr;
        adding.Parameters["$message"].Value = entry.Message;
        adding.Parameters["$manifest"].Value = entry.Manifest;
        adding.Parameters["$serializer"].Value = entry.SerializerId;
        adding.Parameters["$writer"].Value = entry.Writer;
        adding.ExecuteNonQuery();
    }

    public static void Delete(SqliteConnection connection, string persistenceId, long upTo)
    {
        using var command = Command(
            connection,
            "DELETE FROM journal WHERE persistence_id = $id AND sequence_number <= $upTo",
            persistenceId
        );
        command.Parameters.AddWithValue("$upTo", upTo);
        command.ExecuteNonQuery();
    }

    /// <summary>The pod's highest sequence number; 0 if it has no entries.</summary>
    public static long HighestSequenceNr(SqliteConnection connection, string persistenceId)
    {
        using var command = Command(connection, "SELECT max(sequence_number) FROM journal WHERE persistence_id = $id", persistenceId);
        return command.ExecuteScalar() as long? ?? 0;
    }

    /// <summary>The entries in order. (Akka.Persistence.Sql kept the last deleted entry and marked it as deleted.)</summary>
    public static IReadOnlyList<JournalEntry> Read(SqliteConnection connection, string persistenceId, long from, long upTo)
    {
        using var command = Command(
            connection,
            """
            SELECT sequence_number, message, manifest, identifier, writer_uuid FROM journal
            WHERE persistence_id = $id AND sequence_number BETWEEN $from AND $upTo AND deleted = 0 ORDER BY sequence_number
            """,
            persistenceId
        );
        command.Parameters.AddWithValue("$from", from);
        command.Parameters.AddWithValue("$upTo", upTo);
        using var reader = command.ExecuteReader();
        var entries = new List<JournalEntry>();
        while (reader.Read())
            entries.Add(
                new JournalEntry(
                    persistenceId,
                    reader.GetInt64(0),
                    reader.GetFieldValue<byte[]>(1),
                    reader.IsDBNull(2) ? "" : reader.GetString(2),
                    reader.GetInt32(3),
                    reader.IsDBNull(4) ? "" : reader.GetString(4)
                )
            );
        return entries;
    }

    /// <summary>The ids that have an entry other than a tombstone.</summary>
    public static IReadOnlyList<string> WithMoreThanATombstone(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT DISTINCT persistence_id FROM journal WHERE deleted = 0 AND coalesce(manifest, '') NOT IN ($known, $unknown)";
        AddTombstoneKinds(command);
        return Texts(command);
    }

    /// <summary>The given ids that have no entry.</summary>
    public static IReadOnlyList<string> WithoutEntries(SqliteConnection connection, IEnumerable<string> ids)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM journal WHERE persistence_id = $id AND deleted = 0 LIMIT 1";
        var asked = command.Parameters.Add("$id", SqliteType.Text);
        var without = new List<string>();
        foreach (var id in ids)
        {
            asked.Value = id;
            if (command.ExecuteScalar() is null)
                without.Add(id);
        }
        return without;
    }

    private static void AddTombstoneKinds(SqliteCommand command)
    {
        command.Parameters.AddWithValue("$known", PodFactSerializer.DeletedManifest);
        command.Parameters.AddWithValue("$unknown", PodFactSerializer.UnknownManifest);
    }

    private static List<string> Texts(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
            texts.Add(reader.GetString(0));
        return texts;
    }

    /// <summary>
    /// The most tombstones that one search finds, the oldest first. A caller may have deleted millions of pods that never existed.
    /// </summary>
    public const int TombstonesAtMost = 10_000;

    /// <summary>The ids with a tombstone that was written before <paramref name="then"/>, and whether the pod was never accepted.</summary>
    /// <param name="connection">A journal.</param>
    /// <param name="then">By the wall clock.</param>
    /// <param name="now">By the wall clock. A tombstone with a later time is listed too: the clock was ahead when it was written.</param>
    /// <param name="unknownUpTo">Tombstones of never accepted pods are also listed if their <c>ordering</c> is at most this.</param>
    public static IReadOnlyList<(string Id, bool WasNeverAccepted)> Tombstones(
        SqliteConnection connection,
        DateTimeOffset then,
        DateTimeOffset now,
        long unknownUpTo
    )
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT persistence_id, manifest = $unknown FROM journal WHERE deleted = 0 AND manifest IN ($known, $unknown)
            AND (created < $ticks OR (manifest = $known AND created > $now) OR (manifest = $unknown AND ordering <= $upTo))
            ORDER BY ordering LIMIT $most
            """;
        AddTombstoneKinds(command);
        command.Parameters.AddWithValue("$ticks", then.UtcTicks);
        command.Parameters.AddWithValue("$now", now.UtcTicks);
        command.Parameters.AddWithValue("$upTo", unknownUpTo);
        command.Parameters.AddWithValue("$most", TombstonesAtMost);
        using var reader = command.ExecuteReader();
        var found = new List<(string, bool)>();
        while (reader.Read())
            found.Add((reader.GetString(0), reader.GetBoolean(1)));
        return found;
    }

    private static SqliteCommand Command(SqliteConnection connection, string text, string persistenceId)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        command.Parameters.AddWithValue("$id", persistenceId);
        return command;
    }
}
