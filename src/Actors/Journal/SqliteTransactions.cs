using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>Writes the journal of one node, <see cref="JournalFile"/>.</summary>
/// <param name="connectionString">The result of <see cref="JournalFile.Prepare(string, int)"/>.</param>
/// <param name="level">What a commit flushes.</param>
/// <param name="failure">Receives the failure when the file can no longer be trusted. Nothing is written from then on.</param>
/// <param name="files">Watches the files that are written; null if nothing does.</param>
internal sealed class SqliteTransactions(string connectionString, string level, FatalFailure failure, JournalFiles? files)
    : IJournalTransactions
{
    /// <summary>SQLITE_CONSTRAINT: an entry exists already.</summary>
    private const int Constraint = 19;

    // Without pooling, because the pool would return the same handle after an error, in an unknown state.
    private readonly string _connectionString = new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString();
    private readonly Lock _writing = files?.Writing ?? new Lock();
    private SqliteConnection? _connection;
    private SqliteCommand? _adding;

    public void Commit(IReadOnlyList<JournalChange> changes)
    {
        lock (_writing)
        {
            failure.ThrowIfThereIsOne();
            files?.ThrowIfClosed();
            _connection ??= JournalFile.OpenDurable(_connectionString, level);
            _adding ??= JournalTable.Adding(_connection);
            // Not a SqliteTransaction: after a failed commit it rolls back again what SQLite has rolled back already, and the error of that
            // hides the first error.
            JournalFile.Execute(_connection, "BEGIN IMMEDIATE");
            foreach (var change in changes)
                Carry(change, _connection, _adding);
            JournalFile.Execute(_connection, "COMMIT");
            // The commit is on the disk, but if the file was removed, the next start will not find it.
            files?.ThrowIfReplaced();
        }
    }

    public bool IsConflict(Exception fault) => fault is SqliteException { SqliteErrorCode: Constraint };

    public void Abandon(Exception fault)
    {
        Dispose();
        if (fault is SqliteException told)
            failure.NoteIfFatal(told);
    }

    public void Dispose()
    {
        _adding?.Dispose();
        _connection?.Dispose();
        (_adding, _connection) = (null, null);
    }

    private static void Carry(JournalChange change, SqliteConnection connection, SqliteCommand adding)
    {
        switch (change)
        {
            case JournalChange.Add(var entries):
                foreach (var entry in entries)
                    JournalTable.Add(adding, entry);
                break;
            case JournalChange.Delete(var id, var upTo):
                JournalTable.Delete(connection, id, upTo);
                break;
            case JournalChange.Trial:
                // Writes and flushes one page without changing it.
                JournalFile.Execute(connection, "PRAGMA user_version = 0");
                break;
        }
    }
}
