using Akka.Actor.Setup;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// The journal's files while this process writes them. Keeps the mark (<see cref="JournalMark"/>), and sees when a file is no longer where
/// it was opened. Entries written to a removed file are lost when the process ends.
/// </summary>
internal sealed class JournalFiles : Setup, IDisposable
{
    /// <summary>How often the mark follows the journal, and the names are compared with what is open.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly JournalPaths _places;
    private readonly string _instance;
    private readonly FatalFailure _failure;
    private readonly Action<string?> _markTrouble;
    private readonly SqliteConnection _held;
    private readonly IReadOnlyList<(string Path, FileIdentity Identity)> _open;
    private readonly ITimer _timer;
    private JournalMark _mark;
    private bool _isMarked;
    private bool _isClosed;

    /// <param name="folder">The data folder.</param>
    /// <param name="instance">Its id; empty: it has none.</param>
    /// <param name="held">Further files that this process has open, and which they are: the folder's lock.</param>
    /// <param name="failure">Is told when a file was removed or replaced.</param>
    /// <param name="board">Shows what may be missing.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Told once of what may be missing.</param>
    /// <exception cref="IOException">The journal cannot be opened.</exception>
    /// <exception cref="InvalidOperationException">It cannot be made durable.</exception>
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
        Tell(Check(folder, instance, clock), board, log);
        JournalMark? first = null;
        // The mark before the checkpoint that empties the log: an empty log that the mark does not tell of has lost something.
        ConnectionString = JournalFile.Prepare(folder, connection => first = Begin(connection));
        _mark = first!;
        // As long as it is open, SQLite removes neither the log nor its index.
        _held = new SqliteConnection(new SqliteConnectionStringBuilder(ConnectionString) { Pooling = false }.ToString());
        _held.Open();
        JournalTable.TotalEntries(_held);
        _open =
        [
            .. new[] { _places.Database, _places.Log, _places.SharedMemory }.Select(path => (path, IdentityOf(path))),
            .. held.Select(file => (file.Key, file.Value)),
        ];
        _timer = clock.CreateTimer(_ => Look(), null, Beat, Beat);
    }

    /// <summary>Held by whoever writes the journal: the mark says "closed" only when nothing is written any more.</summary>
    public Lock Writing { get; } = new();

    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_isClosed, this);

    /// <summary>How to open the journal.</summary>
    public string ConnectionString { get; }

    /// <exception cref="IOException">A file is not where it was opened: what was written is not there for the next start.</exception>
    public void ThrowIfReplaced()
    {
        if (NotedDifference() is { } words)
            throw new IOException(words);
    }

    /// <summary>Sets the mark to "closed", when all is well.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (Writing)
            lock (_gate)
            {
                if (_isClosed)
                    return;
                _isClosed = true;
                if (!_failure.Occurred.IsCompleted && Difference() is null)
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
        if (_instance.Length > 0)
            JournalTable.SetInstance(connection, _instance);
        var entries = JournalTable.TotalEntries(connection);
        var mark = new JournalMark(_instance, IsOpen: true, entries, entries, Log: null);
        // The number in the database is true only after the checkpoint that follows. If that does not happen or not wholly, the log is
        // there and has all. No word of the log: what SQLite begins after the checkpoint has another head, if no connection was open in
        // between.
        WriteMark(mark with { InDatabase = 0 }, flushFolder: true);
        return mark;
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_isClosed || _failure.Occurred.IsCompleted)
                return;
            if (NotedDifference() is not null)
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
        // The mark stays open: the next start looks more closely.
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            _markTrouble(fault.Message);
        }
    }

    private void WriteMark(JournalMark mark, bool flushFolder)
    {
        DurableFile.Write(_places.Mark, System.Text.Encoding.UTF8.GetBytes(mark.ToText()), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (flushFolder)
            DurableFile.FlushFolder(Path.GetDirectoryName(_places.Mark)!);
    }

    private static FileIdentity IdentityOf(string path) =>
        UnixFile.At(path)?.Identity ?? throw new IOException($"{path} was removed while it was opened");

    /// <summary>What <see cref="Difference"/> finds ends this process.</summary>
    private string? NotedDifference()
    {
        if (Difference() is not { } words)
            return null;
        _failure.Note("the data folder was changed under this process", words);
        return words;
    }

    /// <summary>Null: all names stand for what is open, or the kernel does not say.</summary>
    private string? Difference()
    {
        foreach (var (path, identity) in _open)
        {
            try
            {
                if (UnixFile.At(path) is not { } facts)
                    return $"{path} was removed while it is in use";
                if (facts.Identity != identity)
                    return $"{path} is another file than the one that is in use";
            }
            catch (IOException)
            {
                // Not told: a file system that hangs or refuses for a while has lost no file.
            }
        }
        return null;
    }
}
