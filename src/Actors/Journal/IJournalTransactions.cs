namespace HtcondorActors.Actors.Journal;

/// <summary>Makes changes of the journal durable. Only <see cref="JournalWriter"/> calls it, and makes one call at a time.</summary>
internal interface IJournalTransactions : IDisposable
{
    /// <summary>Carries out all changes in their order, or none. Returns when they are on the disk.</summary>
    /// <exception cref="System.Data.Common.DbException">The changes are refused, or may not be durable.</exception>
    /// <exception cref="IOException">The changes may be lost at the next start, or this process may write no more.</exception>
    void Commit(IReadOnlyList<JournalChange> changes);

    /// <summary>True if the error says that an entry exists already. The other changes of the transaction may still be valid.</summary>
    bool IsConflict(Exception fault);

    /// <summary>
    /// Called after an error. Closes what may be in an unknown state, and records an error after which this process must stop.
    /// </summary>
    void Abandon(Exception fault);
}
