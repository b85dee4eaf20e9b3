using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Journal;

/// <summary>Reads the journal of one node. SQLite has no asynchronous calls, so each call takes a thread of the pool.</summary>
/// <param name="connectionString">The result of <see cref="JournalFile.Prepare(string, int)"/>.</param>
internal sealed class SqliteStore(string connectionString) : IJournalStore
{
    public Task<IReadOnlyList<JournalEntry>> EntriesAsync(string persistenceId, long from, long upTo) =>
        ReadAsync(connection => JournalTable.Read(connection, persistenceId, from, upTo));

    public Task<long> HighestSequenceNrAsync(string persistenceId) =>
        ReadAsync(connection => JournalTable.HighestSequenceNr(connection, persistenceId));

    public Task<IReadOnlyList<string>> WithMoreThanATombstoneAsync() => ReadAsync(JournalTable.WithMoreThanATombstone);

    public Task<IReadOnlyList<string>> WithoutEntriesAsync(IReadOnlyList<string> ids) =>
        ReadAsync(connection => JournalTable.WithoutEntries(connection, ids));

    public Task<long> LastOrderingAsync() => ReadAsync(JournalTable.TotalEntries);

    public Task<IReadOnlyList<(string Id, bool WasNeverAccepted)>> TombstonesAsync(
        DateTimeOffset then,
        DateTimeOffset now,
        long unknownUpTo
    ) => ReadAsync(connection => JournalTable.Tombstones(connection, then, now, unknownUpTo));

    private Task<T> ReadAsync<T>(Func<SqliteConnection, T> read) => Task.Run(() => JournalFile.Read(connectionString, read));
}
