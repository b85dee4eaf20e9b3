using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HtcondorActors.Actors.Journal;

/// <summary>Reads which data folder a journal belongs to.</summary>
public static class JournalOwner
{
    /// <summary>True when the data folder has a journal, and so may have pods.</summary>
    public static bool IsIn(string dataRootFolder) => UnixFile.At(new JournalPaths(dataRootFolder).Database) is not null;

    /// <summary>The data folder's id according to its journal; null if there is no journal, or it has no id.</summary>
    /// <param name="dataRootFolder">The absolute path of the data folder.</param>
    /// <param name="database">The journal's database; null if the journal is a file.</param>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public static string? Of(string dataRootFolder, PostgresOptions? database = null)
    {
        if (database is not null)
            return OfDatabase(database);
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

    private static string? OfDatabase(PostgresOptions database)
    {
        try
        {
            using var source = PostgresDatabase.SourceOf(database);
            using var connection = source.OpenConnection();
            return PostgresOwner.Of(connection)?.Instance;
        }
        catch (NpgsqlException fault)
        {
            throw new IOException($"the journal in PostgreSQL: {PostgresFault.WordsOf(fault)}", fault);
        }
    }
}
