using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>Reads and writes whole journals of one node. The caller holds the lock of the data folder.</summary>
internal sealed class SqliteCopy(string folder, string instance)
{
    private readonly JournalPaths _places = new(folder);

    /// <summary>The file with a copy that is not in use yet.</summary>
    private string Unfinished => _places.Database + ".copy";

    /// <summary>What the journal is, as far as a move has to know it. Nothing is changed.</summary>
    public CopyState State =>
        UnixFile.At(_places.Database) is null ? CopyState.None
        : ReadOnly(JournalTable.ClosedBecause) is not null ? CopyState.Closed
        : ReadOnly(JournalTable.TotalEntries) > 0 ? CopyState.InUse
        : CopyState.Empty;

    /// <summary>Why the journal may not be used.</summary>
    public string Words => ReadOnly(JournalTable.ClosedBecause) ?? "is in use";

    /// <summary>How many entries had been written, by the mark beside the journal.</summary>
    public long Marked =>
        DurableFile.ReadStart(_places.Mark, 1024) is { } mark
            ? JournalMark.Parse(System.Text.Encoding.UTF8.GetString(mark))?.Entries ?? 0
            : 0;

    /// <summary>Calls <paramref name="read"/> with all entries in their order, and the number of the last one.</summary>
    public T Read<T>(Func<IEnumerable<JournalRow>, long, T> read) => Read(_places.Database, read);

    /// <summary>The same for the copy that is not in use yet.</summary>
    public T ReadUnfinished<T>(Func<IEnumerable<JournalRow>, long, T> read) => Read(Unfinished, read);

    /// <summary>
    /// Closes the journal for every later start, durably. A journal that does not exist is created first, without entries.
    /// </summary>
    public void Close(string because)
    {
        var (isNew, entries) = (State == CopyState.None, 0L);
        using (var connection = JournalFile.OpenDurable(Of(_places.Database), JournalFile.Full))
        {
            JournalTable.Create(connection);
            if (isNew)
                JournalTable.SetInstance(connection, instance);
            JournalTable.Close(connection, because);
            JournalFile.Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            entries = JournalTable.TotalEntries(connection);
        }
        WriteMark(entries);
        DurableFile.FlushFolder(folder);
    }

    /// <summary>Refuses a file with pods that were not moved, and one that is lost.</summary>
    /// <exception cref="IOException">The message says what to do.</exception>
    public void CheckUnused()
    {
        if (State == CopyState.InUse)
            throw new IOException(
                $"the journal in {folder} has pods, and JournalDatabase is set; \"journal copy --to postgresql\" moves it"
            );
        if (State is CopyState.None or CopyState.Empty && Marked > 0)
            throw new IOException(
                $"the journal in {folder} is lost: {Marked} entries had been written, and JournalDatabase is set. Restore the file, or "
                    + $"remove {_places.Mark} if its pods are to be forgotten"
            );
    }

    /// <summary>Makes sure that no later start uses the file, because the journal is in PostgreSQL.</summary>
    public void LeaveUnused()
    {
        if (State != CopyState.Closed)
            Close("is not used: the journal is in PostgreSQL, and JournalDatabase is needed");
    }

    /// <summary>Writes a whole journal beside the one in use.</summary>
    public void WriteUnfinished(IEnumerable<JournalRow> rows, long lastOrdering)
    {
        DurableFile.Remove(Unfinished, Unfinished + "-journal");
        using var connection = new SqliteConnection(Of(Unfinished));
        connection.Open();
        JournalFile.Execute(connection, "PRAGMA synchronous = FULL");
        JournalFile.Execute(connection, "BEGIN IMMEDIATE");
        JournalTable.Create(connection);
        JournalTable.SetInstance(connection, instance);
        using (var copying = JournalTable.Copying(connection))
            foreach (var row in rows)
                JournalTable.Copy(copying, row);
        JournalTable.SetTotalEntries(connection, lastOrdering);
        JournalFile.Execute(connection, "COMMIT");
    }

    /// <summary>Puts the finished copy in the place of a journal that is closed.</summary>
    public void Finish()
    {
        var entries = ReadUnfinished((_, last) => last);
        DurableFile.Remove(_places.Log, _places.SharedMemory); // empty: the journal was closed with a checkpoint
        DurableFile.Replace(Unfinished, _places.Database);
        WriteMark(entries);
        DurableFile.FlushFolder(folder);
    }

    private void WriteMark(long entries) => _places.WriteMark(new JournalMark(instance, IsOpen: false, entries, entries, Log: null));

    private T ReadOnly<T>(Func<SqliteConnection, T> read) => JournalFile.Read(_places.ReadOnly(alone: false), read);

    private static T Read<T>(string file, Func<IEnumerable<JournalRow>, long, T> read) =>
        JournalFile.Read(Of(file), connection => read(JournalTable.Rows(connection), JournalTable.TotalEntries(connection)));

    private static string Of(string file) => new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString();
}
