using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>Copies of whole journals.</summary>
internal static partial class JournalTable
{
    private static readonly string[] Copied = ["ordering", "created", "id", "number", "message", "manifest", "serializer", "writer"];

    /// <summary>All entries, in the order in which they were written.</summary>
    public static IEnumerable<JournalRow> Rows(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT ordering, created, persistence_id, sequence_number, message, manifest, identifier, writer_uuid FROM journal "
            + "WHERE deleted = 0 ORDER BY ordering";
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return new JournalRow(
                reader.GetInt64(0),
                reader.GetInt64(1),
                new JournalEntry(
                    reader.GetString(2),
                    reader.GetInt64(3),
                    reader.GetFieldValue<byte[]>(4),
                    reader.IsDBNull(5) ? "" : reader.GetString(5),
                    reader.GetInt32(6),
                    reader.IsDBNull(7) ? "" : reader.GetString(7)
                )
            );
    }

    /// <summary>The command that adds an entry with its number and its time.</summary>
    public static SqliteCommand Copying(SqliteConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText =
            "INSERT INTO journal (ordering, created, deleted, persistence_id, sequence_number, message, manifest, identifier, "
            + "writer_uuid) VALUES ($ordering, $created, 0, $id, $number, $message, $manifest, $serializer, $writer)";
        foreach (var name in Copied)
            command.Parameters.Add(new SqliteParameter("$" + name, null));
        return command;
    }

    public static void Copy(SqliteCommand copying, JournalRow row)
    {
        var (ordering, created, entry) = row;
        object[] values =
        [
            ordering,
            created,
            entry.PersistenceId,
            entry.SequenceNr,
            entry.Message,
            entry.Manifest,
            entry.SerializerId,
            entry.Writer,
        ];
        for (var i = 0; i < values.Length; i++)
            copying.Parameters[i].Value = values[i];
        copying.ExecuteNonQuery();
    }

    /// <summary>Sets the number of entries ever written. The last of them may be deleted.</summary>
    public static void SetTotalEntries(SqliteConnection connection, long entries)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "DELETE FROM sqlite_sequence WHERE name = 'journal'; INSERT INTO sqlite_sequence (name, seq) VALUES ('journal', $entries)";
        command.Parameters.AddWithValue("$entries", entries);
        command.ExecuteNonQuery();
    }
}
