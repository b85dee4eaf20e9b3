using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Checks whether the journal's last entries are missing, before anything opens it for writing. SQLite itself accepts a database whose
/// write-ahead log was removed, shortened or exchanged, and copies another journal's log into it without an error.
/// </summary>
/// <param name="folder">The data folder, whose lock this process holds.</param>
/// <param name="instance">The folder's id; empty if it has none.</param>
/// <param name="clock">Gives the time for the names of files that are put aside.</param>
internal sealed class JournalCheck(string folder, string instance, TimeProvider clock)
{
    /// <summary>SQLITE_CORRUPT.</summary>
    private const int Corrupt = 11;

    private readonly JournalPaths _places = new(folder);
    private readonly List<string> _findings = [];

    /// <param name="Entries">The number of entries ever written.</param>
    /// <param name="Instance">The id of the data folder to which the journal says it belongs.</param>
    private sealed record Content(long Entries, string? Instance);

    /// <summary>Returns what may be missing, one sentence each; empty if nothing seems to be.</summary>
    /// <exception cref="IOException">The files cannot be read.</exception>
    /// <exception cref="SqliteException">The database is corrupt.</exception>
    public IReadOnlyList<string> Findings()
    {
        if (DurableFile.ReadStart(_places.Mark, 1024) is not { } kept)
            CheckWithoutMark();
        else if (JournalMark.Parse(System.Text.Encoding.UTF8.GetString(kept)) is not { } mark)
            _findings.Add("journal.mark cannot be read: whether entries are missing cannot be told");
        else
            CheckWithMark(mark);
        return _findings;
    }

    // A journal that was written before marks existed has no instance id, and needs no mark.
    private void CheckWithoutMark()
    {
        if (UnixFile.At(_places.Database) is not null && Read(alone: false).Instance is not null)
            _findings.Add("journal.mark is missing: whether entries are missing cannot be told");
    }

    private void CheckWithMark(JournalMark mark)
    {
        if (UnixFile.At(_places.Database) is null)
        {
            _findings.Add($"journal.sqlite is missing, and {mark.Entries} entries had been written");
            if (UnixFile.At(_places.Log) is not null)
                MoveLogAside("belongs to it");
            return;
        }
        CheckLog(mark);
        var content = Read(alone: false);
        if (content.Entries < mark.Entries)
            _findings.Add($"journal.sqlite ends with entry {content.Entries}, and {mark.Entries} had been written");
        if (instance.Length > 0 && content.Instance != instance)
            _findings.Add(
                "journal.sqlite is not this data folder's: "
                    + $"{(content.Instance is { } other ? $"it is that of {other}" : "it has no id")}, and the folder is {instance}"
            );
    }

    private void CheckLog(JournalMark mark)
    {
        var (alone, log) = (ReadDatabaseAlone(), _places.ReadLog());
        if (alone?.Entries < mark.InDatabase)
        {
            // The entries of the log build on pages that this database file does not have.
            if (log is { Salts: not null })
                MoveLogAside("was written to a later journal.sqlite than the one that is there");
            return;
        }
        if (log is null or { Salts: null })
        {
            // A program that opens and closes the journal of a killed process copies the log into the database and removes the log. Then
            // nothing is missing.
            var wasCopied = alone?.Entries >= mark.Entries && mark.Entries > mark.InDatabase;
            if (mark.IsOpen && !wasCopied && (log is null || mark.Log is not null))
                _findings.Add(
                    $"journal.sqlite-wal is {(log is null ? "missing" : "empty")}: what was written last before the process "
                        + "ended may be missing"
                );
            return;
        }
        var isOurs = mark is { IsOpen: true, Log: not null } ? mark.IsFollowedBy(log.Salts.Value) : Fits(mark, alone);
        if (!isOurs)
            MoveLogAside("is not this journal's, or is an old one");
    }

    /// <summary>
    /// Checks a log that the mark does not describe: one from the first seconds of a process, or from an older version of this program.
    /// True if with the log the journal is intact, has at least as many entries, and differs in no entry from the database alone.
    /// </summary>
    private bool Fits(JournalMark mark, Content? alone)
    {
        try
        {
            if (alone is not null && !IsDatabaseIntact())
                alone = null;
            var both = Read(
                alone: false,
                connection => IsWhole(connection) && (alone is null || JournalTable.AddsOnly(connection, _places.DatabaseAlone))
            );
            return both.Entries >= Math.Max(mark.Entries, alone?.Entries ?? 0)
                && both.Instance == (alone is null ? instance : alone.Instance);
        }
        catch (Exception fault) when (fault is SqliteException or InvalidDataException)
        {
            return false;
        }
    }

    private static bool IsWhole(SqliteConnection connection) => JournalFile.Execute(connection, "PRAGMA integrity_check") as string == "ok";

    private bool IsDatabaseIntact()
    {
        try
        {
            Read(alone: true, IsWhole);
            return true;
        }
        catch (Exception fault) when (fault is SqliteException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>
    /// Reads the database without its log; null if it cannot be read. That alone is not a fault: SQLite copies pages from the log one by
    /// one, and a process that is killed meanwhile, or a full disk, leaves only some of them copied.
    /// </summary>
    private Content? ReadDatabaseAlone()
    {
        try
        {
            return Read(alone: true);
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode == Corrupt)
        {
            return null;
        }
    }

    private void MoveLogAside(string why)
    {
        var name = $"{Path.GetFileName(_places.Log)}.{clock.GetUtcNow().ToUnixTimeSeconds()}.aside";
        DurableFile.Rename(_places.Log, Path.Combine(folder, name));
        _findings.Add($"journal.sqlite-wal {why}: it was put aside as {name}");
    }

    /// <param name="alone">True reads the database without its write-ahead log.</param>
    /// <param name="isWhole">A further check of the open database.</param>
    private Content Read(bool alone, Predicate<SqliteConnection>? isWhole = null)
    {
        using var connection = new SqliteConnection(_places.ReadOnly(alone));
        connection.Open();
        if (isWhole?.Invoke(connection) == false)
            throw new InvalidDataException("the database is not whole");
        return new Content(JournalTable.TotalEntries(connection), JournalTable.InstanceOf(connection));
    }
}
