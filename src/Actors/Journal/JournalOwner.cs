using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>Reads which data folder a journal belongs to.</summary>
public static class JournalOwner
{
    /// <summary>True when the data folder has a journal, and so may have pods.</summary>
    public static bool IsIn(string dataRootFolder) => UnixFile.At(new JournalPaths(dataRootFolder).Database) is not null;

    /// <summary>The data folder's id according to the journal in it; null if there is no journal, or it has no id.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public static string? Of(string dataRootFolder)
    {
        var places = new JournalPaths(dataRootFolder);
        if (UnixFile.At(places.Database) is null)
            return null;
        try
        {
            return JournalFile.Read(places.ReadOnly(alone: false), JournalTable.InstanceOf);
        }
        catch (SqliteException fault)
        {
            throw new IOException($"the journal {places.Database}: {fault.Message}", fault);
        }
    }
}
