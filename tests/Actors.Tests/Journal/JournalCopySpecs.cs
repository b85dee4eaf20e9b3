using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>A journal moves between its file and PostgreSQL, and at no moment both may be used.</summary>
[Collection(PostgresCollection.Name)]
public sealed class JournalCopySpecs(SharedPostgres shared) : IDisposable
{
    private const string Me = "interlink-0123456789ab";

    private sealed class CutOffException : Exception;

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-copy.").FullName;
    private readonly string _database = shared.Server.NewDatabase();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        TestFolder.Remove(_folder);
    }

    [Fact]
    public async Task A_journal_goes_to_PostgreSQL_and_back_with_all_that_it_has()
    {
        await WriteFileAsync();
        var before = FileRows();

        Assert.Equal("copied 5 entries of 3 pods, and read them back", Copy().ToPostgres());
        Assert.Contains("was moved to PostgreSQL", FileRefusal(), StringComparison.Ordinal);
        using (var database = OpenDatabase())
        using (var writer = database.Writer(new FatalFailure()).Start())
        {
            Assert.Equal(6, await database.Store.LastOrderingAsync()); // the last entry is deleted
            await writer.AddAsync([Entry("pod-d", 1)]);
        }

        Assert.Equal("copied 6 entries of 4 pods, and read them back", Copy().ToFile());
        Assert.Contains("was moved to the file", DatabaseRefusal(), StringComparison.Ordinal);
        Assert.Null(FileRefusal());
        var after = FileRows();
        Assert.Equal(before.Select(Text), after.SkipLast(1).Select(Text));
        Assert.Equal((7, "pod-d"), (after[^1].Ordering, after[^1].Entry.PersistenceId));

        Assert.Contains("is the file in", Assert.Throws<IOException>(Copy().ToFile).Message, StringComparison.Ordinal);
        Copy().ToPostgres(); // and once more
        Assert.Contains("is in PostgreSQL already", Assert.Throws<IOException>(Copy().ToPostgres).Message, StringComparison.Ordinal);
        Assert.Null(DatabaseRefusal());
        Assert.NotNull(FileRefusal());
    }

    [Theory]
    [InlineData("copied")]
    [InlineData("closed")]
    public async Task A_move_to_PostgreSQL_that_is_cut_off_loses_nothing_and_is_run_again(string at)
    {
        await WriteFileAsync();
        var before = FileRows();
        Assert.Throws<CutOffException>(() => CutOff(at).ToPostgres());
        Assert.Contains("is not finished; run \"journal copy --to postgresql\" again", DatabaseRefusal(), StringComparison.Ordinal);
        Assert.Equal(at == "copied", FileRefusal() is null);
        Copy().ToPostgres();
        Assert.Null(DatabaseRefusal());
        Assert.NotNull(FileRefusal());
        Copy().ToFile();
        Assert.Equal(before.Select(Text), FileRows().Select(Text));
    }

    [Theory]
    [InlineData("copied", true)]
    [InlineData("closed", true)]
    [InlineData("copied", false)]
    [InlineData("closed", false)]
    public async Task A_move_to_the_file_that_is_cut_off_loses_nothing_and_is_run_again(string at, bool hasFile)
    {
        await WriteFileAsync();
        var before = FileRows();
        Copy().ToPostgres();
        if (!hasFile)
            foreach (var file in Directory.GetFiles(_folder))
                File.Delete(file);
        Assert.Throws<CutOffException>(() => CutOff(at).ToFile());
        Assert.NotNull(FileRefusal());
        Assert.Equal(at == "copied", DatabaseRefusal() is null);
        Copy().ToFile();
        Assert.Null(FileRefusal());
        Assert.NotNull(DatabaseRefusal());
        Assert.Equal(before.Select(Text), FileRows().Select(Text));
    }

    [Fact]
    public async Task A_move_that_was_cut_off_cannot_be_answered_by_the_other_direction()
    {
        await WriteFileAsync();
        Assert.Throws<CutOffException>(() => CutOff("closed").ToPostgres());
        Assert.Contains("is not finished", Assert.Throws<IOException>(Copy().ToFile).Message, StringComparison.Ordinal);
        Copy().ToPostgres();
        using (var database = OpenDatabase())
        using (var writer = database.Writer(new FatalFailure()).Start())
            await writer.AddAsync([Entry("pod-d", 1)]);
        Assert.Throws<CutOffException>(() => CutOff("closed").ToFile());
        Assert.Contains("was moved to PostgreSQL", Assert.Throws<IOException>(Copy().ToPostgres).Message, StringComparison.Ordinal);
        Copy().ToFile();
        Assert.Equal("pod-d", FileRows()[^1].Entry.PersistenceId);
    }

    [Fact]
    public async Task The_journal_of_a_killed_process_is_moved_with_its_last_entries()
    {
        var (clock, crashed) = (new FakeTimeProvider(), Path.Combine(_folder, "crashed"));
        Directory.CreateDirectory(crashed);
        using (var files = OpenFile(clock))
        using (var writer = new JournalWriter(files.ConnectionString, JournalFile.Full, new FatalFailure(), files).Start())
        {
            clock.Advance(TimeSpan.FromSeconds(3));
            await writer.AddAsync([Entry("pod-a", 1), Entry("pod-a", 2)]);
            foreach (var name in (string[])["journal.sqlite", "journal.sqlite-wal", "journal.mark"])
                File.Copy(Path.Combine(_folder, name), Path.Combine(crashed, name));
        }
        SqliteConnection.ClearAllPools();
        var copy = new JournalCopy(crashed, Me, new PostgresOptions(_database, ""), TimeProvider.System);
        Assert.Equal("copied 2 entries of 1 pods, and read them back", copy.ToPostgres());
    }

    [Fact]
    public async Task A_journal_that_a_process_has_opened_during_the_move_stays_where_it_is()
    {
        await WriteFileAsync();
        Copy().ToPostgres();
        var failure = new FatalFailure();
        PostgresDatabase? late = null;
        var move = new JournalCopy(_folder, Me, new PostgresOptions(_database, ""), TimeProvider.System)
        {
            Reached = point => late ??= point == "copied" ? OpenDatabase() : null,
        };
        Assert.Contains("stop it, and run the command again", Assert.Throws<IOException>(move.ToFile).Message, StringComparison.Ordinal);
        using (var writer = late!.Writer(failure).Start())
            await writer.AddAsync([Entry("pod-x", 1)]);
        late.Dispose();
        Assert.NotNull(FileRefusal());
        Copy().ToFile();
        Assert.Equal("pod-x", FileRows()[^1].Entry.PersistenceId);
    }

    [Fact]
    public async Task A_file_that_is_lost_or_was_not_moved_is_not_passed_over()
    {
        await WriteFileAsync();
        var file = new SqliteCopy(_folder, Me);
        Assert.Contains("moves it", Assert.Throws<IOException>(file.CheckUnused).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder, "journal.sqlite"));
        Assert.Contains("is lost: 6 entries", Assert.Throws<IOException>(file.CheckUnused).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder, "journal.mark"));
        file.CheckUnused();
        file.LeaveUnused();
        file.CheckUnused();
        Assert.Contains("JournalDatabase is needed", FileRefusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_is_in_use_is_not_replaced()
    {
        await WriteFileAsync();
        using (var database = OpenDatabase())
        using (var writer = database.Writer(new FatalFailure()).Start())
            await writer.AddAsync([Entry("pod-x", 1)]);
        Assert.Contains("another journal in PostgreSQL", Assert.Throws<IOException>(Copy().ToPostgres).Message, StringComparison.Ordinal);
        Assert.Contains("another journal in ", Assert.Throws<IOException>(Copy().ToFile).Message, StringComparison.Ordinal);
        Assert.Null(FileRefusal());
        Assert.Null(DatabaseRefusal());
    }

    [Fact]
    public void A_journal_of_another_data_folder_is_not_touched()
    {
        SharedPostgres.Open(_database, instance: "another").Dispose();
        Assert.Contains("is not this data folder's", Assert.Throws<IOException>(Copy().ToFile).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_of_which_entries_may_be_missing_is_not_moved()
    {
        await WriteFileAsync();
        File.Delete(Path.Combine(_folder, "journal.mark"));
        var refused = Assert.Throws<IOException>(Copy().ToPostgres);
        Assert.StartsWith("journal.mark is missing", refused.Message, StringComparison.Ordinal);
        Assert.Null(FileRefusal());
    }

    [Fact]
    public async Task A_process_that_writes_the_database_ends_when_its_journal_is_moved()
    {
        await WriteFileAsync();
        Copy().ToPostgres();
        var failure = new FatalFailure();
        using var database = OpenDatabase();
        using var writer = database.Writer(failure).Start();
        Copy().ToFile();
        await Assert.ThrowsAsync<IOException>(() => writer.AddAsync([Entry("pod-x", 1)]));
        Assert.True(failure.Occurred.IsCompleted);
    }

    private JournalCopy Copy() => new(_folder, Me, new PostgresOptions(_database, ""), TimeProvider.System);

    private JournalCopy CutOff(string at) =>
        new(_folder, Me, new PostgresOptions(_database, ""), TimeProvider.System)
        {
            Reached = point =>
            {
                if (point == at)
                    throw new CutOffException();
            },
        };

    private PostgresDatabase OpenDatabase() => SharedPostgres.Open(_database, Me);

    private JournalFiles OpenFile() => OpenFile(TimeProvider.System);

    private JournalFiles OpenFile(TimeProvider clock) =>
        new(
            _folder,
            Me,
            new Dictionary<string, FileIdentity>(),
            new FatalFailure(),
            new HealthBoard(TimeProvider.System),
            clock,
            new CapturedLog<JournalFiles>()
        );

    private async Task WriteFileAsync()
    {
        using var files = OpenFile();
        using (var writer = new JournalWriter(files.ConnectionString, JournalFile.Full, new FatalFailure(), files).Start())
        {
            await writer.AddAsync([Entry("pod-a", 1), Entry("pod-b", 1), Entry("pod-a", 2)]);
            await writer.AddAsync([Entry("pod-c", 1, ""), Entry("pod-b", 2), Entry("gone", 1)]);
            await writer.DeleteAsync("gone", 1);
        }
        SqliteConnection.ClearAllPools();
    }

    private static JournalEntry Entry(string pod, long number, string writer = "one") =>
        new(pod, number, [0, 1, 255, (byte)number], "pod-accepted.5 \u00e9\u4e2d", 7150, writer);

    private JournalRow[] FileRows() =>
        JournalFile.Read($"Data Source={_folder}/journal.sqlite;Pooling=False", connection => JournalTable.Rows(connection).ToArray());

    private static string Text(JournalRow row) =>
        $"{row.Ordering} {row.Created} {row.Entry with { Message = [] }} {Convert.ToHexString(row.Entry.Message)}";

    private string? FileRefusal() => Refusal(OpenFile);

    private string? DatabaseRefusal() => Refusal(OpenDatabase);

    private static string? Refusal(Func<IDisposable> open)
    {
        try
        {
            open().Dispose();
            return null;
        }
        catch (IOException fault)
        {
            return fault.Message;
        }
        finally
        {
            SqliteConnection.ClearAllPools(); // the next start is another process
        }
    }
}
