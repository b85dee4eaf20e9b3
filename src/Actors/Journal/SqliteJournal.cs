using Akka.Configuration;

namespace HtcondorActors.Actors.Journal;

/// <summary>Akka.NET's journal on <see cref="JournalFile"/>.</summary>
internal sealed class SqliteJournal : PodJournal
{
    /// <summary>Called by Akka.NET with the settings of <see cref="JournalFile.Settings"/>.</summary>
    public SqliteJournal(Config config)
        : this(config.GetString("connection-string"), config.GetString("synchronous"), Failure) { }

    private SqliteJournal(string connectionString, string level, FatalFailure failure)
        : base(
            failure,
            new SqliteStore(connectionString),
            new JournalWriter(connectionString, level, failure, Context.System.Settings.Setup.Get<JournalFiles>().GetOrElse(null!))
        ) { }
}
