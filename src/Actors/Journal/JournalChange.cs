namespace HtcondorActors.Actors.Journal;

/// <summary>One request to the journal's writer.</summary>
internal abstract record JournalChange
{
    private JournalChange() { }

    /// <summary>Adds entries: all of them, or none.</summary>
    /// <param name="Entries">Entries of one call of Akka.Persistence.</param>
    public sealed record Add(IReadOnlyList<JournalEntry> Entries) : JournalChange;

    /// <summary>Deletes the first entries of a pod.</summary>
    /// <param name="PersistenceId">The persistence id of the pod.</param>
    /// <param name="UpTo">The number of the last entry to delete.</param>
    public sealed record Delete(string PersistenceId, long UpTo) : JournalChange;

    /// <summary>Changes nothing, but needs all that a change needs: a full disk or a lost server is seen before a pod comes.</summary>
    public sealed record Trial : JournalChange;
}
