namespace HtcondorActors.Actors.Journal;

/// <summary>Reads the journal. Each call may fail with a <see cref="System.Data.Common.DbException"/>.</summary>
internal interface IJournalStore
{
    /// <summary>A pod's entries in order.</summary>
    Task<IReadOnlyList<JournalEntry>> EntriesAsync(string persistenceId, long from, long upTo);

    /// <summary>A pod's highest sequence number; 0 if it has no entries.</summary>
    Task<long> HighestSequenceNrAsync(string persistenceId);

    /// <summary>The ids that have an entry other than a tombstone.</summary>
    Task<IReadOnlyList<string>> WithMoreThanATombstoneAsync();

    /// <summary>The given ids that have no entry.</summary>
    Task<IReadOnlyList<string>> WithoutEntriesAsync(IReadOnlyList<string> ids);

    /// <summary>
    /// The number of the last entry. Entries are numbered over all pods, and numbers of deleted entries are not used again.
    /// </summary>
    Task<long> LastOrderingAsync();

    /// <summary>
    /// The ids with an old tombstone, the oldest first, and whether the pod was never accepted. It finds
    /// <see cref="JournalTable.TombstonesAtMost"/> at most.
    /// </summary>
    /// <param name="then">A tombstone that was written before this is old, by the wall clock.</param>
    /// <param name="now">By the wall clock. A tombstone with a later time is listed too: the clock was ahead when it was written.</param>
    /// <param name="unknownUpTo">Tombstones of never accepted pods are also listed if the number of their entry is at most this.</param>
    Task<IReadOnlyList<(string Id, bool WasNeverAccepted)>> TombstonesAsync(DateTimeOffset then, DateTimeOffset now, long unknownUpTo);
}
