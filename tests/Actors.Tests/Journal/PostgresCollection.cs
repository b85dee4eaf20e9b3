using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.TestPool;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>One server for all tests that need a database; each has a database of its own.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<SharedPostgres>
{
    public const string Name = "postgres";
}

/// <summary>A running server.</summary>
public sealed class SharedPostgres : IDisposable
{
    public PostgresServer Server { get; } = PostgresServer.Start();

    public void Dispose() => Server.Dispose();

    /// <summary>Opens a journal as a process does.</summary>
    /// <param name="database">A connection string.</param>
    /// <param name="instance">The id of the data folder.</param>
    /// <param name="node">The name of the process's node; null for the only node.</param>
    /// <param name="patience">How long a write is tried again.</param>
    /// <param name="mayBeNew">False if the database must have a journal.</param>
    internal static PostgresDatabase Open(
        string database,
        string instance = "me",
        string? node = null,
        TimeSpan? patience = null,
        bool mayBeNew = true
    ) =>
        new(
            new PostgresOptions(database, ""),
            instance,
            node,
            mayBeNew,
            new OpenFiles([], new FatalFailure()),
            new HealthBoard(TimeProvider.System),
            TimeProvider.System,
            new CapturedLog<PostgresDatabase>(),
            patience ?? TimeSpan.FromSeconds(20)
        );
}
