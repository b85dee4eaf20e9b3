using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Decides whether an error means that the journal's file can no longer be trusted. After a failed flush the kernel may treat unwritten
/// pages as written, so that the next flush succeeds without an error (fsyncgate). So a failed flush ends this process. The next process
/// reads what is on the disk, and writes it again (<see cref="JournalFile.Prepare"/>).
/// </summary>
internal static class JournalFault
{
    // SQLite's error codes. Other errors (a lock, a full disk, a refused write) leave the file intact.
    private const int Corrupt = 11;
    private const int NoDatabase = 26;
    private const int FlushFailed = 1034; // SQLITE_IOERR_FSYNC
    private const int FolderFlushFailed = 1290; // SQLITE_IOERR_DIR_FSYNC

    /// <summary>The failure's name in the log.</summary>
    public const string What = "the journal cannot be relied on any more";

    public static void NoteIfFatal(this FatalFailure failure, SqliteException fault)
    {
        if (fault.SqliteErrorCode is Corrupt or NoDatabase || fault.SqliteExtendedErrorCode is FlushFailed or FolderFlushFailed)
            failure.Note(What, fault.Message);
    }
}
