using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Settings;
using HtcondorActors.TestPool;
using Npgsql;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>What the journal in PostgreSQL does about other processes, and about a server that is away.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresJournalSpecs(SharedPostgres shared)
{
    private readonly FatalFailure _failure = new();
    private readonly string _database = shared.Server.NewDatabase();

    [Fact]
    public async Task A_process_that_was_replaced_writes_nothing_more_and_ends()
    {
        using var former = Open();
        using var old = former.Writer(_failure).Start();
        await old.AddAsync([Entry(1)]);

        using var latter = Open();
        using var next = latter.Writer(new FatalFailure()).Start();
        await next.AddAsync([Entry(2, "two")]);
        await Assert.ThrowsAsync<IOException>(() => old.AddAsync([Entry(3)]));
        // As if the first refusal had been overlooked.
        using var again = former.Writer(new FatalFailure()).Start();
        await Assert.ThrowsAsync<IOException>(() => again.DeleteAsync("pod-a", 2));

        Assert.Equal("another process writes the journal", (await _failure.Occurred).What);
        Assert.True(_failure.IsForGood);
        Assert.Equal([1, 2], await KeptAsync(latter));
    }

    [Fact]
    public async Task A_process_that_takes_over_waits_for_a_transaction_that_is_under_way()
    {
        using var former = Open();
        using (var old = former.Writer(_failure).Start())
            await old.AddAsync([Entry(1)]);
        await using var source = NpgsqlDataSource.Create(_database);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var token = (string)PostgresTable.Scalar(connection, "SELECT token FROM journal_writers")!;
        var mark = new WriterMark("the only node", token, 100);
        await CarryAsync(connection, mark, 2);
        var opening = Task.Run(() => Open());
        await Hosting.NodeHost.UntilAsync(
            "the other process to wait",
            () => shared.Server.Sql("postgres", "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") is not "0"
        );
        Assert.False(opening.IsCompleted);
        await transaction.CommitAsync();
        using var latter = await opening;
        Assert.Equal([1, 2], await KeptAsync(latter));
        await CarryAsync(connection, mark with { Transaction = 101 }, 3); // too late
        Assert.Equal([1, 2], await KeptAsync(latter));
    }

    [Fact]
    public async Task A_transaction_that_was_given_up_cannot_come_after_a_later_one()
    {
        using var database = Open();
        using var writer = database.Writer(_failure).Start();
        for (var number = 1; number <= 3; number++)
            await writer.AddAsync([Entry(number)]);
        await using var source = NpgsqlDataSource.Create(_database);
        await using var connection = await source.OpenConnectionAsync();
        var token = (string)PostgresTable.Scalar(connection, "SELECT token FROM journal_writers")!;
        Assert.Equal(3, PostgresTable.LastTransaction(connection, new WriterMark("the only node", token, 0)));
        await CarryAsync(connection, new WriterMark("the only node", token, 2), 4);
        Assert.Equal([1, 2, 3], await KeptAsync(database));
    }

    [Fact]
    public async Task A_request_or_an_answer_that_is_lost_on_the_way_fails_no_write_and_writes_nothing_twice()
    {
        using var proxy = new CuttingProxy(_database);
        using var database = SharedPostgres.Open(proxy.Database);
        using var writer = database.Writer(_failure).Start();
        await writer.AddAsync([Entry(1)]);
        proxy.LoseNextAnswer();
        await writer.AddAsync([Entry(2)]);
        proxy.LoseNextRequest();
        await writer.AddAsync([Entry(3)]);
        proxy.LoseNextAnswer();
        await writer.DeleteAsync("pod-a", 1);
        proxy.LoseNextAnswer();
        // An entry that was there before is a second writer's, whatever became of the answer.
        await Assert.ThrowsAsync<PostgresException>(() => writer.AddAsync([Entry(3)]));
        await writer.AddAsync([Entry(4)]);
        Assert.Equal([2, 3, 4], await KeptAsync(database));
        Assert.False(_failure.Occurred.IsCompleted);
    }

    [Fact]
    public void A_database_without_a_journal_is_refused_if_the_data_folder_has_one()
    {
        var refused = Assert.Throws<IOException>(() => SharedPostgres.Open(_database, mayBeNew: false));
        Assert.Contains("has no journal", refused.Message, StringComparison.Ordinal);
        var name = new NpgsqlConnectionStringBuilder(_database).Database!;
        Assert.Equal("", shared.Server.Sql(name, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"));
        Open().Dispose();
        SharedPostgres.Open(_database, mayBeNew: false).Dispose();
    }

    [Fact]
    public async Task Nodes_with_names_of_their_own_write_beside_each_other()
    {
        using var one = SharedPostgres.Open(_database, node: "one");
        using var other = SharedPostgres.Open(_database, node: "other");
        using var first = one.Writer(_failure).Start();
        using var second = other.Writer(_failure).Start();
        await first.AddAsync([Entry(1)]);
        await second.AddAsync([Entry(2)]);
        // The fence between two actors of one pod, wherever they are.
        Assert.Equal("23505", (await Assert.ThrowsAsync<PostgresException>(() => second.AddAsync([Entry(1, "two")]))).SqlState);
        await first.AddAsync([Entry(3)]);
        Assert.Equal([1, 2, 3], await KeptAsync(one));
        Assert.False(_failure.Occurred.IsCompleted);
    }

    [Fact]
    public async Task An_entry_that_is_there_already_fails_alone_and_the_rest_of_its_batch_is_kept()
    {
        using var database = Open();
        using var writer = database.Writer(_failure);
        var (first, again, second) = (writer.AddAsync([Entry(1)]), writer.AddAsync([Entry(7), Entry(1)]), writer.AddAsync([Entry(2)]));
        writer.Start();
        await first;
        await second;
        await Assert.ThrowsAsync<PostgresException>(() => again);
        Assert.Equal([1, 2], await KeptAsync(database));
    }

    [Fact]
    public async Task Adding_and_deleting_happen_in_the_order_in_which_they_were_asked_for()
    {
        using var database = Open();
        using var writer = database.Writer(_failure);
        Task[] all =
        [
            writer.AddAsync([Entry(1), Entry(2)]),
            writer.DeleteAsync("pod-a", 1),
            writer.AddAsync([Entry(1)]),
            writer.DeleteAsync("pod-a", 2),
            writer.AddAsync([Entry(3)]),
        ];
        writer.Start();
        await Task.WhenAll(all);
        Assert.Equal([3], await KeptAsync(database));
    }

    [Fact]
    public async Task A_server_that_starts_again_fails_no_write_and_what_it_acknowledged_is_there_once()
    {
        using var server = PostgresServer.Start();
        using var database = SharedPostgres.Open(server.NewDatabase());
        using var writer = database.Writer(_failure).Start();
        var written = 0;
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => writer.AddAsync([Entry(Interlocked.Increment(ref written))])));
        });
        foreach (var end in (Action[])[server.Stop, server.Kill])
        {
            var before = Volatile.Read(ref written);
            await Hosting.NodeHost.UntilAsync("some entries", () => Volatile.Read(ref written) > before + 50);
            end();
            server.StartAgain();
        }
        await stop.CancelAsync();
        await writing; // no write has failed
        Assert.Equal(Enumerable.Range(1, written), (await KeptAsync(database)).Order());
    }

    [Fact]
    public async Task A_server_that_stays_away_fails_the_writes_in_time_and_is_written_when_it_is_back()
    {
        using var server = PostgresServer.Start();
        using var database = SharedPostgres.Open(server.NewDatabase(), patience: TimeSpan.FromSeconds(1));
        using var writer = database.Writer(_failure).Start();
        await writer.AddAsync([Entry(1)]);
        server.Stop();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => writer.AddAsync([Entry(2)]));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => KeptAsync(database));
        Assert.True(database.Work.IsFailing);
        server.StartAgain();
        await Hosting.NodeHost.UntilAsync("the writer to try again by itself", () => !database.Work.IsFailing);
        await writer.AddAsync([Entry(2)]);
        Assert.Equal([1, 2], await KeptAsync(database));
        Assert.False(_failure.Occurred.IsCompleted);
    }

    [Fact]
    public void A_database_of_another_data_folder_is_refused()
    {
        Open().Dispose();
        var refused = Assert.Throws<IOException>(() => SharedPostgres.Open(_database, instance: "another"));
        Assert.Contains("it is that of me, and the folder is another", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fsync=off", "fsync = off, on is needed")]
    [InlineData("full_page_writes=off", "full_page_writes = off, on is needed")]
    [InlineData("data_sync_retry=on", "data_sync_retry = on, off is needed")]
    public void A_server_that_could_lose_a_commit_is_refused(string setting, string words)
    {
        using var server = PostgresServer.Start("", setting);
        var refused = Assert.Throws<IOException>(() => SharedPostgres.Open(server.NewDatabase()));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_not_there_is_said_in_one_line()
    {
        var refused = Assert.Throws<IOException>(() => SharedPostgres.Open("Host=/nowhere;Database=test"));
        Assert.StartsWith("the journal in PostgreSQL: Failed to connect to /nowhere", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_of_the_writer_waits_for_the_disk_whatever_the_databases_default_is()
    {
        var name = new NpgsqlConnectionStringBuilder(_database).Database!;
        shared.Server.Sql("postgres", $"ALTER DATABASE {name} SET synchronous_commit = off");
        using var source = PostgresDatabase.SourceOf(new PostgresOptions(_database, ""));
        using var connection = source.OpenConnection();
        Assert.Equal("off", PostgresTable.Scalar(connection, "SHOW synchronous_commit"));
        PostgresDatabase.MakeDurable(connection);
        Assert.Equal("on", PostgresTable.Scalar(connection, "SHOW synchronous_commit"));
    }

    [Fact]
    public void A_password_comes_from_its_file_each_time()
    {
        using var server = PostgresServer.Start("local all sidecar trust\nlocal all all scram-sha-256\n");
        server.Sql("postgres", "CREATE ROLE guest LOGIN PASSWORD 'first one'");
        var file = Path.GetTempFileName();
        using var source = PostgresDatabase.SourceOf(new PostgresOptions(server.Of("postgres", "guest") + ";Pooling=false", file));
        File.WriteAllText(file, "first one\n");
        source.OpenConnection().Dispose();
        server.Sql("postgres", "ALTER ROLE guest PASSWORD 'second one'");
        Assert.Equal("28P01", Assert.Throws<PostgresException>(source.OpenConnection).SqlState);
        File.WriteAllText(file, "second one\n");
        source.OpenConnection().Dispose();
        File.Delete(file);
    }

    /// <summary>What a writer sends in one transaction.</summary>
    private static async Task CarryAsync(NpgsqlConnection connection, WriterMark mark, long entry)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(PostgresTable.Beginning(mark));
        batch.BatchCommands.Add(PostgresTable.Adding(mark, [Entry(entry)]));
        await batch.ExecuteNonQueryAsync();
    }

    private PostgresDatabase Open() => SharedPostgres.Open(_database);

    private static JournalEntry Entry(long number, string writer = "one") => new("pod-a", number, [1], "pod-accepted.2", 7150, writer);

    private static async Task<IReadOnlyList<int>> KeptAsync(PostgresDatabase database) =>
        [.. (await database.Store.EntriesAsync("pod-a", 0, long.MaxValue)).Select(entry => (int)entry.SequenceNr)];
}

/// <summary>The journal of several nodes.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresJournalContractSpecs : JournalContract
{
    private readonly PostgresDatabase _database;

    public PostgresJournalContractSpecs(SharedPostgres shared)
        : this(SharedPostgres.Open(shared.Server.NewDatabase())) { }

    private PostgresJournalContractSpecs(PostgresDatabase database)
        : base(database.Settings, database) => _database = database;

    protected override void AfterAll()
    {
        base.AfterAll();
        _database.Dispose();
    }
}
