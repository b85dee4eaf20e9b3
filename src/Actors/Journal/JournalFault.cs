using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Whether the journal's file can still be relied on. After a failed flush the kernel may take unwritten pages for written: the next flush
/// succeeds and reports nothing (fsyncgate). So a failed flush ends this process. The next process reads what is on the disk, and writes it
/// again (<see cref="JournalFile.Prepare"/>).
/// </summary>
internal static class JournalFault
{
    // SQLite's codes. A lock, a full disk or a write that was refused leave the file as it was.
    private const int Corrupt = 11;
    private const int NoDatabase = 26;
    private const int FlushFailed = 1034; // SQLITE_IOERR_FSYNC
    private const int FolderFlushFailed = 1290; // SQLITE_IOERR_DIR_FSYNC

    /// <summary>As the log says it.</summary>
    public const string What = "the journal cannot be relied on any more";

    public static void NoteIfFatal(this FatalFailure failure, SqliteException fault)
    {
        if (fault.SqliteErrorCode is Corrupt or NoDatabase || fault.SqliteExtendedErrorCode is FlushFailed or FolderFlushFailed)
            failure.Note(What, fault.Message);
    }
}
