using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>A journal that cannot be written is noticed although no pod comes, and so is its end.</summary>
public sealed class JournalWorkSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-work.").FullName;
    private readonly HealthBoard _board = new(TimeProvider.System);
    private readonly FatalFailure _failure = new();
    private readonly CapturedLog<JournalFiles> _log = new();

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public async Task A_lock_of_somebody_else_is_a_trouble_of_the_journal_until_it_is_released()
    {
        using var files = Files();
        // The least patience there is.
        var impatient = new SqliteConnectionStringBuilder(files.ConnectionString) { DefaultTimeout = 1 }.ToString();
        using var writer = new JournalWriter(impatient, JournalFile.Full, _failure, files).Start();
        using (Locked())
        {
            await Assert.ThrowsAsync<SqliteException>(() => writer.AddAsync([new JournalEntry("pod-a", 1, [1], "kind.1", 7150, "writer")]));
            Assert.StartsWith("cannot be written (SQLite Error 5", Words(), StringComparison.Ordinal);
            Assert.Contains(_log.Lines, line => line.StartsWith("the journal: cannot be written", StringComparison.Ordinal));
        }
        await Hosting.NodeHost.UntilAsync(
            "the writer to try again by itself",
            () => _log.Lines.Contains("the journal can be written again")
        );
        Assert.Null(Words());
        Assert.False(_failure.Occurred.IsCompleted);
    }

    [Fact]
    public void A_write_that_does_not_end_is_seen_by_the_watchdog_and_its_end_by_the_writer()
    {
        var clock = new FakeTimeProvider();
        var work = new JournalWork(_board, clock, _log);
        work.Begin();
        work.Look();
        Assert.Null(Words());
        clock.Advance(TimeSpan.FromSeconds(11));
        work.Look();
        Assert.Equal("a write does not end", Words());
        work.End(null);
        Assert.Null(Words());
        work.Look();
        Assert.Null(Words());
    }

    [Fact]
    public async Task An_entry_that_is_there_already_is_no_trouble_of_the_journal()
    {
        using var files = Files();
        using var writer = new JournalWriter(files.ConnectionString, JournalFile.Full, _failure, files).Start();
        var entry = new JournalEntry("pod-a", 1, [1], "kind.1", 7150, "writer");
        await writer.AddAsync([entry]);
        await Assert.ThrowsAsync<SqliteException>(() => writer.AddAsync([entry]));
        Assert.Equal("ok", _board.Status);
    }

    private JournalFiles Files() => new(_folder, "me", new Dictionary<string, FileIdentity>(), _failure, _board, TimeProvider.System, _log);

    private string? Words() => _board.Troubles.FirstOrDefault(trouble => trouble.Source == HealthBoard.Journal)?.Words;

    private SqliteConnection Locked()
    {
        var connection = new SqliteConnection($"Data Source={new JournalPaths(_folder).Database};Pooling=False");
        connection.Open();
        JournalFile.Execute(connection, "BEGIN IMMEDIATE");
        return connection;
    }
}
