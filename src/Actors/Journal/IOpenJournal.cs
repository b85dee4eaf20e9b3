using Akka.Actor.Setup;
using Akka.Configuration;

namespace HtcondorActors.Actors.Journal;

/// <summary>The journal, as this process has opened it: a file (<see cref="JournalFiles"/>) or a database
/// (<see cref="PostgresDatabase"/>).</summary>
internal interface IOpenJournal
{
    /// <summary>Reads the journal.</summary>
    IJournalStore Store { get; }

    /// <summary>Whether the journal can be written.</summary>
    JournalWork Work { get; }

    /// <summary>Akka.NET's settings of the journal.</summary>
    Config Settings { get; }

    /// <summary>What the journal's actor finds among the setups of its actor system.</summary>
    Setup ForActors { get; }
}
