using System.Buffers.Binary;
using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>Where the journal's files are in a data folder, and what their heads say.</summary>
internal sealed class JournalPaths(string folder)
{
    private const int LogHead = 32;
    private const int SaltsAt = 16;

    public string Database { get; } = Path.Combine(folder, "journal.sqlite");
    public string Log => Database + "-wal";
    public string SharedMemory => Database + "-shm";
    public string Mark { get; } = Path.Combine(folder, "journal.mark");

    /// <param name="Salts">Null: it is empty.</param>
    public sealed record LogFile(ulong? Salts);

    /// <summary>The write-ahead log; null: there is none. (No lock of SQLite's is on this file: closing it gives none up.)</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public LogFile? ReadLog() =>
        DurableFile.ReadStart(Log, LogHead) is { } head
            ? new LogFile(head.Length < LogHead ? null : BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(SaltsAt)))
            : null;

    /// <summary>The database as if there were no write-ahead log, as SQLite takes a file's name.</summary>
    public string DatabaseAlone => WithLog + "?immutable=1";

    private string WithLog => "file:" + Uri.EscapeDataString(Database);

    /// <summary>A connection that leaves all files as they are, also when it is the last one that is closed.</summary>
    /// <param name="alone">As if there were no write-ahead log.</param>
    public string ReadOnly(bool alone) =>
        new SqliteConnectionStringBuilder
        {
            // Only a connection that was itself opened by a URI takes one for a database beside its own.
            DataSource = alone ? DatabaseAlone : WithLog,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString();
}
