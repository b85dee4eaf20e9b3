using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>The table of the journal: all of its SQL. Its columns are those of Akka.Persistence.Sql, whose files are read on.</summary>
internal static class JournalTable
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
            CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);
            """;
        command.ExecuteNonQuery();
    }

    /// <summary>How many entries were ever written, also those that are deleted.</summary>
    public static long TotalEntries(SqliteConnection connection) =>
        Has(connection, "journal") ? Scalar(connection, "SELECT max(seq) FROM sqlite_sequence WHERE name = 'journal'") as long? ?? 0 : 0;

    /// <summary>The id of the data folder whose journal it is; null: it does not say.</summary>
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

    /// <summary>Are all entries those of the other database, but for later ones? Their numbers are given once.</summary>
    /// <param name="connection">A journal.</param>
    /// <param name="other">An earlier state of it, as SQLite takes a file's name.</param>
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

    /// <summary>A command that adds an entry; prepared once for a connection. <c>created</c> is in ticks of .NET, UTC.</summary>
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

    /// <summary>0: it has none.</summary>
    public static long HighestSequenceNr(SqliteConnection connection, string persistenceId)
    {
        using var command = Command(connection, "SELECT max(sequence_number) FROM journal WHERE persistence_id = $id", persistenceId);
        return command.ExecuteScalar() as long? ?? 0;
    }

    /// <summary>In their order. (Akka.Persistence.Sql left what was deleted last, marked.)</summary>
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

    /// <summary>Ids with an entry that is no tombstone.</summary>
    public static IReadOnlyList<string> WithMoreThanATombstone(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT DISTINCT persistence_id FROM journal WHERE deleted = 0 AND coalesce(manifest, '') NOT IN ($known, $unknown)";
        AddTombstoneKinds(command);
        return Texts(command);
    }

    /// <summary>Those of the ids that have no entry.</summary>
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

    /// <summary>The number of tombstones that one search finds: the oldest. Somebody may have deleted millions of pods that never
    /// were.</summary>
    public const int TombstonesAtMost = 10_000;

    /// <summary>Ids with a tombstone that was written before then, and whether the pod was never accepted.</summary>
    /// <param name="connection">A journal.</param>
    /// <param name="then">By the wall clock.</param>
    /// <param name="now">By the wall clock. What was written after it is listed as well: the clock was ahead when it was written.</param>
    /// <param name="unknownUpTo">Of pods that were never accepted, also tombstones with an <c>ordering</c> up to this one.</param>
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
