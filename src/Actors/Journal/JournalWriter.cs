using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// The only writer of the journal. Entries that arrive while a commit waits for the disk share the next commit, because a flush costs the
/// same for one pod as for a hundred, and SQLite allows one write at a time.
/// </summary>
/// <param name="connectionString">The result of <see cref="JournalFile.Prepare"/>.</param>
/// <param name="level">What a commit flushes.</param>
/// <param name="failure">Receives the failure when the file can no longer be trusted. Nothing is written from then on.</param>
/// <param name="files">Watches the files that are written; null if nothing does.</param>
internal sealed class JournalWriter(string connectionString, string level, FatalFailure failure, JournalFiles? files = null) : IDisposable
{
    private const int AtMost = 1000;

    /// <summary>
    /// Without entries to write, the writer tries the journal this often, so that a full disk is seen before a pod comes.
    /// </summary>
    private static readonly TimeSpan TryEvery = TimeSpan.FromSeconds(10);

    /// <summary>The same after a failure, so that its end is seen soon.</summary>
    private static readonly TimeSpan TryAgainEvery = TimeSpan.FromSeconds(2);

    /// <summary>SQLITE_CONSTRAINT: an entry exists already. The other entries of the batch may still be valid.</summary>
    private const int Constraint = 19;

    private sealed record Write(Action<SqliteConnection, SqliteCommand> Work, TaskCompletionSource Done);

    // Without pooling, because the pool would return the same handle after an error, in an unknown state.
    private readonly string _connectionString = new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString();
    private readonly BlockingCollection<Write> _waiting = [];
    private readonly Lock _writing = files?.Writing ?? new Lock();
    private SqliteConnection? _connection;
    private SqliteCommand? _adding;

    public JournalWriter Start()
    {
        // The writer has its own thread, because it waits for the disk most of the time.
        new Thread(Run) { IsBackground = true, Name = "journal" }.Start();
        return this;
    }

    /// <summary>Completes when the entries are on the disk: all of them, or none.</summary>
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
    /// Ends the writer. Pending entries are still written if the process lives long enough, but nothing waits for them. The next start may
    /// find an entry that was not acknowledged or not, but never half an entry. The caller asks again, as after any lost answer.
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
        while (!_waiting.IsCompleted)
        {
            if (_waiting.TryTake(out var first, Pause))
                batch.Add(first);
            else if (!_waiting.IsAddingCompleted)
                batch.Add(Trial());
            while (batch.Count < AtMost && _waiting.TryTake(out var next))
                batch.Add(next);
            if (batch.Count > 0)
                Commit(batch);
            batch.Clear();
        }
        Close();
    }

    private TimeSpan Pause =>
        files is null ? Timeout.InfiniteTimeSpan
        : files.Work.IsFailing ? TryAgainEvery
        : TryEvery;

    /// <summary>Writes and flushes one page without changing it.</summary>
    private static Write Trial()
    {
        var trial = new Write(
            (connection, _) => JournalFile.Execute(connection, "PRAGMA user_version = 0"),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        // Its failure is told by JournalWork. Nobody waits for it.
        trial.Done.Task.ContinueWith(failed => failed.Exception, TaskContinuationOptions.OnlyOnFaulted);
        return trial;
    }

    private void Commit(IReadOnlyList<Write> batch)
    {
        files?.Work.Begin();
        try
        {
            lock (_writing)
                InOneTransaction();
            files?.Work.End(null);
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
            Close(); // the connection may be in any state
            if (fault is SqliteException told)
                failure.NoteIfFatal(told);
            // A closed journal is not in trouble, and neither is one that has an entry already.
            files?.Work.End(fault is ObjectDisposedException or SqliteException { SqliteErrorCode: Constraint } ? null : fault);
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
            // Not a SqliteTransaction: after a failed commit it rolls back again what SQLite has rolled back already, and the error of that
            // hides the first error.
            JournalFile.Execute(_connection, "BEGIN IMMEDIATE");
            foreach (var write in batch)
                write.Work(_connection, _adding);
            JournalFile.Execute(_connection, "COMMIT");
            // The commit is on the disk, but if the file was removed, the next start will not find it.
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
