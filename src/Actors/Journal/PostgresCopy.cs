using Npgsql;
using NpgsqlTypes;

namespace HtcondorActors.Actors.Journal;

/// <summary>Reads and writes whole journals in PostgreSQL.</summary>
/// <param name="connection">An open connection, with which nothing else is done.</param>
/// <param name="instance">The id of the data folder.</param>
internal sealed class PostgresCopy(NpgsqlConnection connection, string instance)
{
    private const string Unfinished = "holds a copy that is not finished; run \"journal copy --to postgresql\" again";

    /// <summary>Creates the tables, and ends all processes that write the journal.</summary>
    /// <exception cref="IOException">The journal belongs to another data folder.</exception>
    public void Prepare()
    {
        PostgresDatabase.MakeDurable(connection);
        PostgresTable.Create(connection);
        if (PostgresOwner.Of(connection) is { } owner && owner.Instance != instance)
            throw new IOException(
                $"the journal in PostgreSQL is not this data folder's: it is that of {owner.Instance}, and the folder is {instance}"
            );
        PostgresTable.TakeOverAll(connection);
    }

    /// <summary>Why the journal may not be used; null if it may, or if it belongs to nobody yet.</summary>
    public string? Closed => PostgresOwner.Of(connection) is { } owner && owner.State != PostgresOwner.InUse ? owner.State : null;

    /// <summary>True if the journal may be used and has entries.</summary>
    public bool IsInUse =>
        PostgresOwner.Of(connection)?.State == PostgresOwner.InUse
        && PostgresTable.Scalar(connection, "SELECT 1 FROM journal LIMIT 1") is 1;

    /// <summary>Calls <paramref name="read"/> with all entries in their order, and the number of the last one.</summary>
    public T Read<T>(Func<IEnumerable<JournalRow>, long, T> read)
    {
        var last = PostgresTable.LastOrdering(connection);
        return read(PostgresTable.Rows(connection), last);
    }

    /// <summary>Replaces the whole journal in one transaction. It may not be used until <see cref="Open"/>.</summary>
    public void Write(IEnumerable<JournalRow> rows, long lastOrdering)
    {
        using var transaction = connection.BeginTransaction();
        PostgresTable.Scalar(connection, "TRUNCATE journal");
        PostgresOwner.Set(connection, instance, Unfinished);
        using (
            var copy = connection.BeginBinaryImport(
                "COPY journal (ordering, created, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) "
                    + "FROM STDIN (FORMAT BINARY)"
            )
        )
        {
            foreach (var (ordering, created, entry) in rows)
            {
                copy.StartRow();
                copy.Write(ordering, NpgsqlDbType.Bigint);
                copy.Write(created, NpgsqlDbType.Bigint);
                copy.Write(entry.PersistenceId, NpgsqlDbType.Text);
                copy.Write(entry.SequenceNr, NpgsqlDbType.Bigint);
                copy.Write(entry.Message, NpgsqlDbType.Bytea);
                copy.Write(entry.Manifest, NpgsqlDbType.Text);
                copy.Write(entry.SerializerId, NpgsqlDbType.Integer);
                copy.Write(entry.Writer, NpgsqlDbType.Text);
            }
            copy.Complete();
        }
        PostgresTable.SetLastOrdering(connection, lastOrdering);
        transaction.Commit();
    }

    /// <summary>Lets the journal be used.</summary>
    public void Open() => PostgresOwner.Set(connection, instance, PostgresOwner.InUse);

    /// <summary>Closes the journal for every later start.</summary>
    public void Close(string because) => PostgresOwner.Set(connection, instance, because);
}
