using HtcondorActors.Actors.Journal;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>What the actors beside the pods read of a journal. Each journal of the product is tried with these cases.</summary>
public abstract class JournalStoreContract
{
    private const string Accepted = "pod-accepted.5";
    private static readonly DateTimeOffset LongAgo = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset LongAhead = DateTimeOffset.UnixEpoch.AddYears(500);

    private protected abstract IJournalStore Store { get; }
    private protected abstract JournalWriter Writer { get; }

    [Fact]
    public async Task Pods_with_more_than_a_tombstone_are_listed_once()
    {
        await AddAsync("pod-a", Accepted, "submit-intended.1");
        await AddAsync("pod-b", PodFactSerializer.DeletedManifest);
        await AddAsync("pod-c", PodFactSerializer.UnknownManifest);
        await AddAsync("pod-d", Accepted);
        Assert.Equal(["pod-a", "pod-d"], (await Store.WithMoreThanATombstoneAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_the_given_pods_those_without_an_entry_are_listed()
    {
        await AddAsync("pod-a", Accepted);
        await AddAsync("pod-b", PodFactSerializer.UnknownManifest);
        Assert.Equal(["none"], await Store.WithoutEntriesAsync(["pod-a", "none", "pod-b"]));
        Assert.Empty(await Store.WithoutEntriesAsync([]));
    }

    [Fact]
    public async Task Entries_are_numbered_over_all_pods_and_no_number_comes_twice()
    {
        Assert.Equal(0, await Store.LastOrderingAsync());
        await AddAsync("pod-a", Accepted, "submit-intended.1");
        await AddAsync("pod-b", Accepted);
        Assert.Equal(3, await Store.LastOrderingAsync());
        await Writer.DeleteAsync("pod-b", 1);
        await AddAsync("pod-c", Accepted);
        Assert.Equal(4, await Store.LastOrderingAsync());
    }

    [Fact]
    public async Task Tombstones_are_found_by_their_time_and_those_of_unknown_pods_also_by_their_number()
    {
        await AddAsync("pod-a", Accepted);
        await AddAsync("known", PodFactSerializer.DeletedManifest); // 2
        await AddAsync("early", PodFactSerializer.UnknownManifest); // 3
        await AddAsync("late", PodFactSerializer.UnknownManifest); // 4
        Assert.Empty(await Store.TombstonesAsync(LongAgo, LongAhead, 2));
        Assert.Equal([("early", true)], await Store.TombstonesAsync(LongAgo, LongAhead, 3));
        Assert.Equal([("known", false), ("early", true), ("late", true)], await Store.TombstonesAsync(LongAhead, LongAhead, 0));
        // A tombstone from the future is not waited for.
        Assert.Equal([("known", false)], await Store.TombstonesAsync(LongAgo, LongAgo, 0));
    }

    [Fact]
    public async Task Many_pods_that_are_read_at_once_get_their_own_entries()
    {
        var pods = Enumerable.Range(1, 700).Select(number => $"pod-{number}").ToArray();
        await Task.WhenAll(pods.Select(pod => AddAsync(pod, [.. Enumerable.Repeat(Accepted, (pod.Length % 3) + 1)])));
        var entries = await Task.WhenAll(pods.Append("none").Select(pod => Store.EntriesAsync(pod, 0, long.MaxValue)));
        var highest = await Task.WhenAll(pods.Append("none").Select(Store.HighestSequenceNrAsync));
        foreach (var (pod, read, last) in pods.Select((pod, i) => (pod, entries[i], highest[i])))
        {
            Assert.Equal((pod.Length % 3) + 1, last);
            Assert.Equal(last, read.Count);
            Assert.All(read, entry => Assert.Equal(pod, entry.PersistenceId));
            Assert.Equal(Enumerable.Range(1, (int)last), read.Select(entry => (int)entry.SequenceNr));
        }
        Assert.Empty(entries[^1]);
        Assert.Equal(0, highest[^1]);
    }

    private Task AddAsync(string pod, params string[] manifests) =>
        Writer.AddAsync([.. manifests.Select((manifest, i) => new JournalEntry(pod, i + 1, [1, 2], manifest, 7150, "writer"))]);
}

/// <summary>The journal of one node.</summary>
public sealed class SqliteStoreSpecs : JournalStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-store.").FullName;

    public SqliteStoreSpecs()
    {
        var journal = JournalFile.Prepare(_folder);
        Store = new SqliteStore(journal);
        Writer = new JournalWriter(journal, JournalFile.Full, new FatalFailure()).Start();
    }

    private protected override IJournalStore Store { get; }
    private protected override JournalWriter Writer { get; }

    public void Dispose()
    {
        Writer.Dispose();
        SqliteConnection.ClearAllPools();
        TestFolder.Remove(_folder);
    }
}

/// <summary>The journal of several nodes.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresStoreSpecs : JournalStoreContract, IDisposable
{
    private readonly PostgresDatabase _database;

    public PostgresStoreSpecs(SharedPostgres shared)
    {
        _database = SharedPostgres.Open(shared.Server.NewDatabase());
        Writer = _database.Writer(new FatalFailure()).Start();
    }

    private protected override IJournalStore Store => _database.Store;
    private protected override JournalWriter Writer { get; }

    public void Dispose()
    {
        Writer.Dispose();
        _database.Dispose();
    }
}
