using Npgsql;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Writes the journal in PostgreSQL. Each transaction checks the epoch of this process, so that a process that was replaced can write
/// nothing, even if it was frozen meanwhile.
/// </summary>
/// <param name="database">Opens connections.</param>
/// <param name="node">The name of this node among the writers.</param>
/// <param name="epoch">The result of <see cref="PostgresTable.TakeOver"/>.</param>
/// <param name="failure">Receives the failure when another process has taken over.</param>
/// <param name="patience">How long a transaction is tried again when the server cannot be reached.</param>
/// <param name="held">The files whose lock says that this process owns the data folder; null if there are none.</param>
internal sealed class PostgresTransactions(
    NpgsqlDataSource database,
    string node,
    long epoch,
    FatalFailure failure,
    TimeSpan patience,
    OpenFiles? held = null
) : IJournalTransactions
{
    private const string UniqueViolation = "23505";

    private readonly ManualResetEventSlim _disposed = new();
    private NpgsqlConnection? _connection;

    public void Commit(IReadOnlyList<JournalChange> changes)
    {
        using var pauses = PostgresFault.Pauses(patience).GetEnumerator();
        for (var isInDoubt = false; ; )
        {
            failure.ThrowIfThereIsOne();
            if (held?.NotedDifference() is { } words)
                throw new IOException(words);
            var wasSent = false;
            try
            {
                _connection ??= Open();
                // The answer to an earlier try was lost. Its transaction has written all, or nothing.
                if (isInDoubt && FirstEntryOf(changes) is { } first && PostgresTable.Has(_connection, first))
                    return;
                wasSent = true;
                Carry(changes, _connection);
                return;
            }
            catch (NpgsqlException fault) when (PostgresFault.IsPassing(fault) && pauses.MoveNext())
            {
                isInDoubt |= wasSent;
                Close();
                if (_disposed.Wait(pauses.Current))
                    throw;
            }
        }
    }

    public bool IsConflict(Exception fault) => fault is PostgresException { SqlState: UniqueViolation };

    // A refused statement leaves the connection intact.
    public void Abandon(Exception fault)
    {
        if (fault is not PostgresException told || PostgresFault.IsPassing(told))
            Close();
    }

    public void Dispose()
    {
        _disposed.Set();
        Close();
    }

    private static JournalEntry? FirstEntryOf(IReadOnlyList<JournalChange> changes) =>
        changes.OfType<JournalChange.Add>().SelectMany(add => add.Entries).FirstOrDefault();

    private NpgsqlConnection Open()
    {
        var connection = database.OpenConnection();
        try
        {
            PostgresDatabase.MakeDurable(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>One round trip, and one transaction: the server commits when all commands have succeeded.</summary>
    private void Carry(IReadOnlyList<JournalChange> changes, NpgsqlConnection connection)
    {
        using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(PostgresTable.LockedEpoch(node, epoch));
        foreach (var command in Commands(changes))
            batch.BatchCommands.Add(command);
        bool isWriter;
        using (var reader = batch.ExecuteReader())
        {
            isWriter = reader.HasRows;
            while (reader.NextResult())
                continue;
        }
        if (isWriter)
            return;
        failure.Note("another process writes the journal", $"it has taken over the name \"{node}\" in the database");
        failure.ThrowIfThereIsOne();
    }

    /// <summary>Changes of one kind that follow each other become one command.</summary>
    private IEnumerable<NpgsqlBatchCommand> Commands(IReadOnlyList<JournalChange> changes)
    {
        for (var at = 0; at < changes.Count; )
        {
            if (changes[at] is JournalChange.Add)
            {
                var added = Following<JournalChange.Add>(changes, ref at).SelectMany(add => add.Entries).ToArray();
                if (added.Length > 0)
                    yield return PostgresTable.Adding(node, epoch, added);
            }
            else if (changes[at] is JournalChange.Delete)
                yield return PostgresTable.Deleting(node, epoch, Following<JournalChange.Delete>(changes, ref at));
            else
                at++; // the check of the epoch is a trial by itself
        }
    }

    private static List<T> Following<T>(IReadOnlyList<JournalChange> changes, ref int at)
        where T : JournalChange
    {
        var following = new List<T>();
        while (at < changes.Count && changes[at] is T change)
        {
            following.Add(change);
            at++;
        }
        return following;
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
