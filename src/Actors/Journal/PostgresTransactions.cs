using System.Data;
using Npgsql;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Writes the journal in PostgreSQL. Each transaction writes its number beside the token of this process. So a process that was replaced
/// can write nothing, even if it was frozen meanwhile. A transaction whose answer was lost is found again. One that was given up cannot
/// come after a later one.
/// </summary>
/// <param name="database">Opens connections.</param>
/// <param name="node">The name of this node among the writers.</param>
/// <param name="token">The text with which this process has taken over.</param>
/// <param name="failure">Receives the failure when another process has taken over.</param>
/// <param name="patience">How long a transaction is tried again when the server cannot be reached.</param>
/// <param name="held">The files whose lock says that this process owns the data folder; null if there are none.</param>
/// <param name="isOneOfMany">True for a node of a cluster, which starts again and joins the others.</param>
internal sealed class PostgresTransactions(
    NpgsqlDataSource database,
    string node,
    string token,
    FatalFailure failure,
    TimeSpan patience,
    OpenFiles? held = null,
    bool isOneOfMany = false
) : IJournalTransactions
{
    private const string UniqueViolation = "23505";

    /// <summary>The server waited in vain for a standby that it was told to wait for, and has committed alone.</summary>
    private const string NotReplicated = "SyncRepWaitForLSN";

    private NpgsqlConnection? _connection;
    private long _transaction;
    private bool _isNotReplicated;

    public void Commit(IReadOnlyList<JournalChange> changes)
    {
        using var pauses = PostgresFault.Pauses(patience).GetEnumerator();
        var mark = new WriterMark(node, token, ++_transaction);
        for (var isInDoubt = false; ; )
        {
            failure.ThrowIfThereIsOne();
            held?.ThrowIfReplaced();
            try
            {
                _connection ??= Open();
                if (isInDoubt && PostgresTable.LastTransaction(_connection, mark) == mark.Transaction)
                    // It was committed. A further transaction waits until all before it is where it must be.
                    (changes, mark) = ([], mark with { Transaction = ++_transaction });
                isInDoubt = true;
                Carry(changes, mark, _connection);
                return;
            }
            // The first try was committed after it had been looked for.
            catch (PostgresException fault) when (isInDoubt && fault.SqlState == UniqueViolation && WasCommitted(mark))
            {
                (changes, mark) = ([], mark with { Transaction = ++_transaction });
            }
            catch (NpgsqlException fault) when (PostgresFault.IsPassing(fault) && pauses.MoveNext())
            {
                Close();
                Thread.Sleep(pauses.Current);
            }
        }
    }

    public bool IsConflict(Exception fault) => fault is PostgresException { SqlState: UniqueViolation };

    // A refused statement leaves the connection intact, unless Npgsql has closed it (a full disk, a failure of the server).
    public void Abandon(Exception fault)
    {
        if (_connection?.FullState != ConnectionState.Open || fault is not PostgresException told || PostgresFault.IsPassing(told))
            Close();
    }

    public void Dispose() => Close();

    private NpgsqlConnection Open()
    {
        var connection = database.OpenConnection();
        try
        {
            PostgresDatabase.MakeDurable(connection);
            connection.Notice += (_, told) => _isNotReplicated |= told.Notice.Routine == NotReplicated;
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private bool WasCommitted(WriterMark mark)
    {
        try
        {
            return PostgresTable.LastTransaction(_connection!, mark) == mark.Transaction;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>One round trip, and one transaction: the server commits when all commands have succeeded.</summary>
    private void Carry(IReadOnlyList<JournalChange> changes, WriterMark mark, NpgsqlConnection connection)
    {
        _isNotReplicated = false;
        using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(PostgresTable.Beginning(mark));
        foreach (var command in Commands(changes, mark))
            batch.BatchCommands.Add(command);
        batch.ExecuteNonQuery();
        if (_isNotReplicated)
            throw new NpgsqlException("the server has committed, but its standby did not confirm that in time");
        if (batch.BatchCommands[0].RecordsAffected == 1 || PostgresTable.LastTransaction(connection, mark) == mark.Transaction)
            return;
        if (isOneOfMany)
            failure.NoteDead($"\"{node}\" was struck off in the database");
        else
            failure.NoteForGood("another process writes the journal", $"it has taken over the name \"{node}\" in the database");
        failure.ThrowIfThereIsOne();
    }

    /// <summary>Changes of one kind that follow each other become one command.</summary>
    private static IEnumerable<NpgsqlBatchCommand> Commands(IReadOnlyList<JournalChange> changes, WriterMark mark)
    {
        for (var at = 0; at < changes.Count; )
        {
            if (changes[at] is JournalChange.Add)
            {
                var added = Following<JournalChange.Add>(changes, ref at).SelectMany(add => add.Entries).ToArray();
                if (added.Length > 0)
                    yield return PostgresTable.Adding(mark, added);
            }
            else if (changes[at] is JournalChange.Delete)
                yield return PostgresTable.Deleting(mark, Following<JournalChange.Delete>(changes, ref at));
            else
                at++; // the number of the transaction is a trial by itself
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
