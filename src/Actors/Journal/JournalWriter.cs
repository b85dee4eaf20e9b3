using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// The one writer of the journal. Entries that arrive while a commit waits for the disk share the next commit: a flush costs the same for
/// one pod as for a hundred, and SQLite allows one write at a time.
/// </summary>
/// <param name="connectionString">Of <see cref="JournalFile.Prepare"/>.</param>
/// <param name="level">What a commit flushes.</param>
/// <param name="failure">Is told when the file can no longer be relied on; nothing is written from then on.</param>
/// <param name="files">Where the files are that are written; null: nobody looks.</param>
internal sealed class JournalWriter(string connectionString, string level, FatalFailure failure, JournalFiles? files = null) : IDisposable
{
    private const int AtMost = 1000;

    /// <summary>SQLITE_CONSTRAINT: this entry is there already; it says nothing of the others'.</summary>
    private const int Constraint = 19;

    private sealed record Write(Action<SqliteConnection, SqliteCommand> Work, TaskCompletionSource Done);

    // Closed is closed: the pool would give the same handle again, in whatever state it is.
    private readonly string _connectionString = new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString();
    private readonly BlockingCollection<Write> _waiting = [];
    private readonly Lock _writing = files?.Writing ?? new Lock();
    private SqliteConnection? _connection;
    private SqliteCommand? _adding;

    public JournalWriter Start()
    {
        // A thread of its own: it waits for the disk most of the time.
        new Thread(Run) { IsBackground = true, Name = "journal" }.Start();
        return this;
    }

    /// <summary>Done when they are on the disk: all of them, or none.</summary>
    public Task AddAsync(IReadOnlyList<JournalEntry> entries) =>
        Enqueue(
            (_, adding) =>
            {
                foreach (var entry in entries)
                    JournalTable.Add(adding, entry);
            }
        );

    public Task DeleteAsync(string persistenceId, long upTo) =>
        Enqueue((connection, _) => JournalTable.Delete(connection, persistenceId, upTo));

    /// <summary>
    /// Pending entries are still written if the process lives long enough. Nothing waits for them. The next start may or may not find an
    /// entry that was not acknowledged. Its pod asks again, as after any lost answer. SQLite never leaves half an entry.
    /// </summary>
    public void Dispose() => _waiting.CompleteAdding();

    private Task Enqueue(Action<SqliteConnection, SqliteCommand> work)
    {
        var write = new Write(work, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            _waiting.Add(write);
        }
        catch (InvalidOperationException)
        {
            write.Done.SetException(new ObjectDisposedException("the journal"));
        }
        return write.Done.Task;
    }

    private void Run()
    {
        var batch = new List<Write>();
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < AtMost && _waiting.TryTake(out var next))
                batch.Add(next);
            Commit(batch);
            batch.Clear();
        }
        Close();
    }

    private void Commit(IReadOnlyList<Write> batch)
    {
        try
        {
            lock (_writing)
                InOneTransaction();
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode == Constraint && batch.Count > 1)
        {
            Close();
            foreach (var write in batch)
                Commit([write]);
            return;
        }
        catch (Exception fault)
        {
            Close(); // whatever state it is in
            if (fault is SqliteException told)
                failure.NoteIfFatal(told);
            foreach (var write in batch)
                write.Done.SetException(fault);
            return;
        }
        foreach (var write in batch)
            write.Done.SetResult();

        void InOneTransaction()
        {
            failure.ThrowIfThereIsOne();
            files?.ThrowIfClosed();
            _connection ??= JournalFile.OpenDurable(_connectionString, level);
            _adding ??= JournalTable.Adding(_connection);
            // Not the library's transaction: after a commit that failed it rolls back what SQLite has rolled back already, and that failure
            // hides the first.
            JournalFile.Execute(_connection, "BEGIN IMMEDIATE");
            foreach (var write in batch)
                write.Work(_connection, _adding);
            JournalFile.Execute(_connection, "COMMIT");
            // On the disk, but in a file that has no name any more it is not there for the next start.
            files?.ThrowIfReplaced();
        }
    }

    private void Close()
    {
        _adding?.Dispose();
        _connection?.Dispose();
        (_adding, _connection) = (null, null);
    }
}
