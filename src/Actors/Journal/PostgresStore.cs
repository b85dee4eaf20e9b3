using Npgsql;

namespace HtcondorActors.Actors.Journal;

/// <summary>Reads the journal in PostgreSQL.</summary>
internal sealed class PostgresStore : IJournalStore
{
    private readonly NpgsqlDataSource _database;
    private readonly TimeSpan _patience;
    private readonly ReadBatches<IReadOnlyList<JournalEntry>> _entries;
    private readonly ReadBatches<long> _highest;

    /// <param name="database">Opens connections.</param>
    /// <param name="patience">How long a query is tried again when the server cannot be reached.</param>
    public PostgresStore(NpgsqlDataSource database, TimeSpan patience)
    {
        (_database, _patience) = (database, patience);
        _entries = new(ids => EntriesAsync(ids), []);
        _highest = new(ids => HighestAsync(ids), 0);
    }

    public async Task<IReadOnlyList<JournalEntry>> EntriesAsync(string persistenceId, long from, long upTo)
    {
        var all = await _entries.AskAsync(persistenceId);
        return [.. all.Where(entry => entry.SequenceNr >= from && entry.SequenceNr <= upTo)];
    }

    public Task<long> HighestSequenceNrAsync(string persistenceId) => _highest.AskAsync(persistenceId);

    public Task<IReadOnlyList<string>> WithMoreThanATombstoneAsync() =>
        RowsAsync(PostgresTable.WithMoreThanATombstone, row => row.GetString(0));

    public Task<IReadOnlyList<string>> WithoutEntriesAsync(IReadOnlyList<string> ids) =>
        RowsAsync(database => PostgresTable.WithoutEntries(database, ids), row => row.GetString(0));

    public async Task<long> LastOrderingAsync() => (await RowsAsync(PostgresTable.LastOrdering, row => row.GetInt64(0)))[0];

    public Task<IReadOnlyList<(string Id, bool WasNeverAccepted)>> TombstonesAsync(
        DateTimeOffset then,
        DateTimeOffset now,
        long unknownUpTo
    ) => RowsAsync(database => PostgresTable.Tombstones(database, then, now, unknownUpTo), row => (row.GetString(0), row.GetBoolean(1)));

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<JournalEntry>>> EntriesAsync(IReadOnlyList<string> ids)
    {
        var rows = await RowsAsync(database => PostgresTable.Entries(database, ids), PostgresTable.EntryOf);
        return rows.GroupBy(entry => entry.PersistenceId).ToDictionary(pod => pod.Key, IReadOnlyList<JournalEntry> (pod) => [.. pod]);
    }

    private async Task<IReadOnlyDictionary<string, long>> HighestAsync(IReadOnlyList<string> ids)
    {
        var rows = await RowsAsync(
            database => PostgresTable.HighestSequenceNrs(database, ids),
            row => (Id: row.GetString(0), Number: row.GetInt64(1))
        );
        return rows.ToDictionary(pod => pod.Id, pod => pod.Number);
    }

    private async Task<IReadOnlyList<T>> RowsAsync<T>(Func<NpgsqlDataSource, NpgsqlCommand> query, Func<NpgsqlDataReader, T> item)
    {
        using var pauses = PostgresFault.Pauses(_patience).GetEnumerator();
        while (true)
            try
            {
                await using var command = query(_database);
                await using var reader = await command.ExecuteReaderAsync();
                var rows = new List<T>();
                while (await reader.ReadAsync())
                    rows.Add(item(reader));
                return rows;
            }
            catch (NpgsqlException fault) when (PostgresFault.IsPassing(fault) && pauses.MoveNext())
            {
                await Task.Delay(pauses.Current);
            }
    }
}
