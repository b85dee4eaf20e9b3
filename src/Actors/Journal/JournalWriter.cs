using System.Collections.Concurrent;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// The only writer of the journal in this process. Changes that arrive while a commit waits for the disk share the next commit, because a
/// flush costs the same for one pod as for a hundred.
/// </summary>
/// <param name="transactions">Where the changes go.</param>
/// <param name="work">Is told how the writes go; null if nobody is.</param>
internal sealed class JournalWriter(IJournalTransactions transactions, JournalWork? work) : IDisposable
{
    private const int AtMost = 1000;

    /// <summary>
    /// Without changes to write, the writer tries the journal this often, so that a full disk is seen before a pod comes.
    /// </summary>
    private static readonly TimeSpan TryEvery = TimeSpan.FromSeconds(10);

    /// <summary>The same after a failure, so that its end is seen soon.</summary>
    private static readonly TimeSpan TryAgainEvery = TimeSpan.FromSeconds(2);

    private sealed record Write(JournalChange Change, TaskCompletionSource Done);

    private readonly BlockingCollection<Write> _waiting = [];

    /// <summary>A writer of the journal of one node.</summary>
    public JournalWriter(string connectionString, string level, FatalFailure failure, JournalFiles? files = null)
        : this(new SqliteTransactions(connectionString, level, failure, files), files?.Work) { }

    public JournalWriter Start()
    {
        // The writer has its own thread, because it waits for the disk most of the time.
        new Thread(Run) { IsBackground = true, Name = "journal" }.Start();
        return this;
    }

    /// <summary>Completes when the entries are on the disk: all of them, or none.</summary>
    public Task AddAsync(IReadOnlyList<JournalEntry> entries) => Enqueue(new JournalChange.Add(entries));

    public Task DeleteAsync(string persistenceId, long upTo) => Enqueue(new JournalChange.Delete(persistenceId, upTo));

    /// <summary>
    /// Ends the writer. Pending entries are still written if the process lives long enough, but nothing waits for them. The next start may
    /// find an entry that was not acknowledged or not, but never half an entry. The caller asks again, as after any lost answer.
    /// </summary>
    public void Dispose() => _waiting.CompleteAdding();

    private Task Enqueue(JournalChange change)
    {
        var write = new Write(change, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
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
        transactions.Dispose();
    }

    private TimeSpan Pause =>
        work is null ? Timeout.InfiniteTimeSpan
        : work.IsFailing ? TryAgainEvery
        : TryEvery;

    private static Write Trial()
    {
        var trial = new Write(new JournalChange.Trial(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        // Its failure is told by JournalWork. Nobody waits for it.
        trial.Done.Task.ContinueWith(failed => failed.Exception, TaskContinuationOptions.OnlyOnFaulted);
        return trial;
    }

    private void Commit(IReadOnlyList<Write> batch)
    {
        work?.Begin();
        try
        {
            transactions.Commit([.. batch.Select(write => write.Change)]);
            work?.End(null);
        }
        catch (Exception fault)
        {
            transactions.Abandon(fault);
            var isConflict = transactions.IsConflict(fault);
            if (isConflict && batch.Count > 1)
            {
                foreach (var write in batch)
                    Commit([write]);
                return;
            }
            // A closed journal is not in trouble, and neither is one that has an entry already.
            work?.End(isConflict || fault is ObjectDisposedException ? null : fault);
            foreach (var write in batch)
                write.Done.SetException(fault);
            return;
        }
        foreach (var write in batch)
            write.Done.SetResult();
    }
}
