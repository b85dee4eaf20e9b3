using System.Buffers.Binary;
using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>The paths of the journal's files in a data folder, and the heads of those files.</summary>
internal sealed class JournalPaths(string folder)
{
    private const int LogHead = 32;
    private const int SaltsAt = 16;

    public string Database { get; } = Path.Combine(folder, "journal.sqlite");
    public string Log => Database + "-wal";
    public string SharedMemory => Database + "-shm";
    public string Mark { get; } = Path.Combine(folder, "journal.mark");

    /// <param name="Salts">The salts in the log's head; null if the log is empty.</param>
    public sealed record LogFile(ulong? Salts);

    /// <summary>
    /// Reads the head of the write-ahead log; null if there is no log. (SQLite has no lock on this file, so closing it releases none.)
    /// </summary>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public LogFile? ReadLog() =>
        DurableFile.ReadStart(Log, LogHead) is { } head
            ? new LogFile(head.Length < LogHead ? null : BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(SaltsAt)))
            : null;

    /// <summary>Writes the mark durably, except for the entry of a new file in its folder.</summary>
    /// <exception cref="IOException">The mark cannot be written.</exception>
    public void WriteMark(JournalMark mark) =>
        DurableFile.Write(Mark, System.Text.Encoding.UTF8.GetBytes(mark.ToText()), UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>The URI of the database for SQLite, as if there were no write-ahead log.</summary>
    public string DatabaseAlone => WithLog + "?immutable=1";

    private string WithLog => "file:" + Uri.EscapeDataString(Database);

    /// <summary>A connection string that changes no file, even if its connection is the last to be closed.</summary>
    /// <param name="alone">True ignores the write-ahead log.</param>
    public string ReadOnly(bool alone) =>
        new SqliteConnectionStringBuilder
        {
            // Only a connection that was opened by a URI accepts a URI in ATTACH.
            DataSource = alone ? DatabaseAlone : WithLog,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString();
}
