using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>Whose journal a data folder holds.</summary>
public static class JournalOwner
{
    /// <summary>True when the data folder has a journal, and so may have pods.</summary>
    public static bool IsIn(string dataRootFolder) => UnixFile.At(new JournalPaths(dataRootFolder).Database) is not null;

    /// <summary>The id of the data folder, as the journal in it says; null: there is none, or it does not say.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
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
