using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Whether the journal's file can still be relied on. After a flush that failed the kernel may take what was not written for written: the
/// next one succeeds, and tells nothing (fsyncgate). So that is the end of this process; the next one reads what is there, and has it
/// written anew (<see cref="JournalFile.Prepare"/>).
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
