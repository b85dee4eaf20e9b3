using Akka.Configuration;

namespace HtcondorActors.Actors.Journal;

/// <summary>Akka.NET's journal on <see cref="PostgresDatabase"/>, which the actor system has among its setups.</summary>
internal sealed class PostgresJournal : PodJournal
{
    /// <summary>Called by Akka.NET.</summary>
    /// <param name="config">The plugin's settings. The database is not among them, because Akka.NET may log its settings.</param>
    public PostgresJournal(Config config)
        : this(
            Failure,
            Context.System.Settings.Setup.Get<PostgresDatabase>().GetOrElse(null!)
                ?? throw new InvalidOperationException($"no database is set up for {config.GetString("class")}")
        ) { }

    private PostgresJournal(FatalFailure failure, PostgresDatabase database)
        : base(failure, database.Store, database.Writer(failure)) { }
}
