using Akka.Actor.Setup;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Whether the journal's file can still be relied on. After a flush that failed the kernel may take what was not written for written: the next one succeeds, and tells
/// nothing (fsyncgate). So that is the end of this process; the next one reads what is there, and has it written anew (<see cref="JournalFile.Prepare"/>).
/// </summary>
public sealed class JournalFailure : Setup
{
    // SQLite's codes. A lock, a full disk or a write that was refused leave the file as it was.
    private const int Corrupt = 11;
    private const int NoDatabase = 26;
    private const int FlushFailed = 1034; // SQLITE_IOERR_FSYNC
    private const int FolderFlushFailed = 1290; // SQLITE_IOERR_DIR_FSYNC

    private readonly TaskCompletionSource<string> _occurred = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with its words, when there is one.</summary>
    public Task<string> Occurred => _occurred.Task;

    internal void Note(SqliteException fault)
    {
        if (fault.SqliteErrorCode is Corrupt or NoDatabase || fault.SqliteExtendedErrorCode is FlushFailed or FolderFlushFailed)
            _occurred.TrySetResult(fault.Message);
    }

    /// <exception cref="IOException">There is one.</exception>
    internal void ThrowIfThereIsOne()
    {
        if (Occurred is { IsCompletedSuccessfully: true, Result: var words }) throw new IOException($"the journal's file cannot be relied on any more: {words}");
    }
}
