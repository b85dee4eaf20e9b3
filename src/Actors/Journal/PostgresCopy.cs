using Npgsql;
using NpgsqlTypes;

namespace HtcondorActors.Actors.Journal;

/// <summary>Reads and writes whole journals in PostgreSQL.</summary>
/// <param name="connection">An open connection, with which nothing else is done.</param>
/// <param name="instance">The id of the data folder.</param>
internal sealed class PostgresCopy(NpgsqlConnection connection, string instance)
{
    private const string Unfinished = "holds a copy that is not finished; run \"journal copy --to postgresql\" again";
    private const string MovedToFile = "was moved to the file of the data folder";

    private long _lastWhenRead;

    /// <summary>Creates the tables.</summary>
    /// <exception cref="IOException">The journal belongs to another data folder.</exception>
    public void Prepare()
    {
        PostgresDatabase.MakeDurable(connection);
        PostgresTable.Create(connection);
        if (PostgresOwner.Of(connection) is { } owner)
            PostgresOwner.Check(owner, instance);
    }

    /// <summary>Ends all processes that write the journal. Later ones are noticed by <see cref="Close"/>.</summary>
    public void EndWriters() => PostgresTable.EndAllWriters(connection);

    /// <summary>What the journal is, as far as a move has to know it.</summary>
    public CopyState State =>
        PostgresOwner.Of(connection)?.State switch
        {
            null => CopyState.None,
            PostgresOwner.InUse => HasEntries ? CopyState.InUse : CopyState.Empty,
            Unfinished => CopyState.Unfinished,
            _ => CopyState.Closed,
        };

    /// <summary>Why the journal may not be used.</summary>
    public string Words => PostgresOwner.Of(connection)?.State ?? "does not exist";

    private bool HasEntries => PostgresTable.Scalar(connection, "SELECT 1 FROM journal LIMIT 1") is 1;

    /// <summary>Calls <paramref name="read"/> with all entries in their order, and the number of the last one.</summary>
    public T Read<T>(Func<IEnumerable<JournalRow>, long, T> read)
    {
        _lastWhenRead = PostgresTable.LastOrdering(connection);
        return read(PostgresTable.Rows(connection), _lastWhenRead);
    }

    /// <summary>Replaces the whole journal in one transaction. It may not be used until <see cref="Open"/>.</summary>
    public void Write(IEnumerable<JournalRow> rows, long lastOrdering)
    {
        using var transaction = PostgresTable.Alone(connection);
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
    public void Open() => Set(PostgresOwner.InUse);

    /// <summary>Closes the journal for every later start.</summary>
    /// <exception cref="IOException">A process has opened the journal since it was read.</exception>
    public void Close(string when) => Set($"{MovedToFile} on {when}; leave JournalDatabase out of the configuration", requiresQuiet: true);

    private void Set(string state, bool requiresQuiet = false)
    {
        using var transaction = PostgresTable.Alone(connection);
        var writers = PostgresTable.EndAllWriters(connection);
        if (requiresQuiet && (writers > 0 || PostgresTable.LastOrdering(connection) != _lastWhenRead))
            throw new IOException("a sidecar has used the journal in PostgreSQL meanwhile; stop it, and run the command again");
        PostgresOwner.Set(connection, instance, state);
        transaction.Commit();
    }
}

/// <summary>What a journal is when it is to be moved.</summary>
internal enum CopyState
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>It may be used, and has no entries.</summary>
    Empty,

    /// <summary>It may be used, and has entries.</summary>
    InUse,

    /// <summary>It holds a copy that may not be used yet.</summary>
    Unfinished,

    /// <summary>It was moved, or is not used.</summary>
    Closed,
}
