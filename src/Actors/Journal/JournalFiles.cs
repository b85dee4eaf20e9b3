using Akka.Actor.Setup;
using Akka.Configuration;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Looks after the journal's files while this process writes them. It updates the mark (<see cref="JournalMark"/>) and notices a file that
/// was removed or replaced: entries written to a removed file are lost when the process ends.
/// </summary>
internal sealed class JournalFiles : Setup, IOpenJournal, IDisposable
{
    /// <summary>How often the mark is updated, and the paths are compared with the open files.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly JournalPaths _places;
    private readonly string _instance;
    private readonly FatalFailure _failure;
    private readonly Action<string?> _markTrouble;
    private readonly SqliteConnection _held;
    private readonly OpenFiles _open;
    private readonly ITimer _timer;
    private JournalMark _mark;
    private bool _isMarked;
    private bool _isClosed;

    /// <param name="folder">The data folder.</param>
    /// <param name="instance">The folder's id; empty if it has none.</param>
    /// <param name="held">Further open files of this process with their identities: the folder's lock.</param>
    /// <param name="failure">Receives the failure when a file was removed or replaced.</param>
    /// <param name="board">Shows what may be missing.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Gets one entry for each finding.</param>
    /// <exception cref="IOException">The journal cannot be opened.</exception>
    /// <exception cref="InvalidOperationException">Commits cannot be made durable.</exception>
    public JournalFiles(
        string folder,
        string instance,
        IReadOnlyDictionary<string, FileIdentity> held,
        FatalFailure failure,
        HealthBoard board,
        TimeProvider clock,
        ILogger<JournalFiles> log
    )
    {
        (_places, _instance, _failure, _markTrouble) = (new JournalPaths(folder), instance, failure, board.Of("journal-mark"));
        Work = new JournalWork(board, clock, log);
        Tell(Check(folder, instance, clock), board, log);
        JournalMark? first = null;
        // The mark is written before the checkpoint that empties the log, because an empty log with an older mark would look as if entries
        // were lost.
        ConnectionString = JournalFile.Prepare(folder, connection => first = Begin(connection));
        _mark = first!;
        // While this connection is open, SQLite removes neither the log nor its index.
        _held = new SqliteConnection(new SqliteConnectionStringBuilder(ConnectionString) { Pooling = false }.ToString());
        _held.Open();
        JournalTable.TotalEntries(_held);
        _open = new OpenFiles(
            [
                .. new[] { _places.Database, _places.Log, _places.SharedMemory }.Select(path => (path, IdentityOf(path))),
                .. held.Select(file => (file.Key, file.Value)),
            ],
            failure
        );
        Store = new SqliteStore(ConnectionString);
        _timer = clock.CreateTimer(_ => Look(), null, Beat, Beat);
    }

    /// <summary>The lock for writes to the journal. The mark becomes "closed" under this lock, when no more writes can come.</summary>
    public Lock Writing { get; } = new();

    public JournalWork Work { get; }

    public IJournalStore Store { get; }

    public Config Settings => JournalFile.Settings(ConnectionString);

    public Setup ForActors => this;

    /// <exception cref="ObjectDisposedException">The journal is closed.</exception>
    public void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_isClosed, this);

    /// <summary>How to open the journal.</summary>
    public string ConnectionString { get; }

    /// <exception cref="IOException">A file was removed or replaced, so the next start will not find what was written.</exception>
    public void ThrowIfReplaced() => _open.ThrowIfReplaced();

    /// <summary>Sets the mark to "closed", unless a failure has occurred.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (Writing)
            lock (_gate)
            {
                if (_isClosed)
                    return;
                _isClosed = true;
                if (!_failure.Occurred.IsCompleted && _open.Difference() is null)
                    Close();
                _held.Dispose();
            }
    }

    private static IReadOnlyList<string> Check(string folder, string instance, TimeProvider clock)
    {
        try
        {
            return new JournalCheck(folder, instance, clock).Findings();
        }
        catch (SqliteException fault)
        {
            throw new IOException($"the journal {new JournalPaths(folder).Database}: {fault.Message}", fault);
        }
    }

    private static void Tell(IReadOnlyList<string> findings, HealthBoard board, ILogger log)
    {
        foreach (var finding in findings)
            log.EntriesMissing(finding);
        if (findings.Count > 0)
            board.Report("journal-file", string.Join("; ", findings) + "; pods may be missing");
    }

    private JournalMark Begin(SqliteConnection connection)
    {
        if (JournalTable.ClosedBecause(connection) is { } closed)
            throw new IOException($"the journal {_places.Database} {closed}");
        if (_instance.Length > 0)
            JournalTable.SetInstance(connection, _instance);
        var entries = JournalTable.TotalEntries(connection);
        var mark = new JournalMark(_instance, IsOpen: true, entries, entries, Log: null);
        // The number of entries in the database file is correct only after the checkpoint that follows. If the checkpoint fails or is
        // incomplete, the log still has all entries, so the mark says 0. The mark does not describe the log yet: the log that SQLite begins
        // after the checkpoint may have another head.
        WriteMark(mark with { InDatabase = 0 }, flushFolder: true);
        return mark;
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_isClosed || _failure.Occurred.IsCompleted)
                return;
            if (_open.NotedDifference() is not null)
                return;
            try
            {
                var now = _mark with { Log = _places.ReadLog()?.Salts, Entries = JournalTable.TotalEntries(_held) };
                if (now == _mark && _isMarked)
                    return;
                WriteMark(now, flushFolder: false);
                (_mark, _isMarked) = (now, true);
                _markTrouble(null);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
            {
                _markTrouble($"the mark cannot be written, the next start will not see what is missing: {fault.Message}");
            }
        }
    }

    private void Close()
    {
        try
        {
            JournalFile.Execute(_held, $"PRAGMA busy_timeout = {(int)Beat.TotalMilliseconds}");
            var isEmpty = JournalFile.Execute(_held, "PRAGMA wal_checkpoint(TRUNCATE)") is 0L;
            var entries = JournalTable.TotalEntries(_held);
            WriteMark(
                isEmpty
                    ? new JournalMark(_instance, IsOpen: false, entries, entries, Log: null)
                    : _mark with
                    {
                        Entries = entries,
                        Log = _places.ReadLog()?.Salts,
                    },
                flushFolder: true
            );
        }
        // The mark stays "open", so that the next start checks more closely.
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            _markTrouble(fault.Message);
        }
    }

    private void WriteMark(JournalMark mark, bool flushFolder)
    {
        _places.WriteMark(mark);
        if (flushFolder)
            DurableFile.FlushFolder(Path.GetDirectoryName(_places.Mark)!);
    }

    private static FileIdentity IdentityOf(string path) =>
        UnixFile.At(path)?.Identity ?? throw new IOException($"{path} was removed while it was opened");
}
