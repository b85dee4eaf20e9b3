using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>The journal's files are taken away while they are in use.</summary>
public sealed class JournalFilesSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-files.").FullName;
    private readonly FakeTimeProvider _clock = new();
    private readonly FatalFailure _failure = new();
    private readonly HealthBoard _board = new(TimeProvider.System);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        TestFolder.Remove(_folder);
    }

    private JournalFiles Files(IReadOnlyDictionary<string, FileIdentity>? held = null) =>
        new(_folder, "me", held ?? new Dictionary<string, FileIdentity>(), _failure, _board, _clock, new CapturedLog<JournalFiles>());

    private string In(string name) => Path.Combine(_folder, name);

    [Theory]
    [InlineData("journal.sqlite")]
    [InlineData("journal.sqlite-wal")]
    [InlineData("journal.sqlite-shm")]
    public async Task What_is_written_after_a_file_was_removed_or_replaced_is_not_acknowledged(string name)
    {
        using var files = Files();
        using var writer = new JournalWriter(files.ConnectionString, JournalFile.Full, _failure, files).Start();
        await writer.AddAsync([Entry(1)]);
        File.Move(In(name), In(name + ".moved"));
        File.Copy(In(name + ".moved"), In(name)); // as whoever restores a copy
        await Assert.ThrowsAsync<IOException>(() => writer.AddAsync([Entry(2)]));
        Assert.Equal(
            ("the data folder was changed under this process", $"{In(name)} is another file than the one that is in use"),
            await _failure.Occurred
        );
        await Assert.ThrowsAsync<IOException>(() => writer.AddAsync([Entry(3)]));
    }

    [Fact]
    public async Task A_file_that_is_removed_while_nothing_is_written_is_noticed_within_seconds()
    {
        File.WriteAllText(In("lock"), "");
        using var files = Files(new Dictionary<string, FileIdentity> { [In("lock")] = UnixFile.At(In("lock"))!.Value.Identity });
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.False(_failure.Occurred.IsCompleted);
        File.Delete(In("lock"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal($"{In("lock")} was removed while it is in use", (await _failure.Occurred).Words);
        var mark = File.ReadAllText(In("journal.mark"));
        files.Dispose();
        Assert.Equal(mark, File.ReadAllText(In("journal.mark"))); // not "closed"
    }

    [Fact]
    public async Task Nothing_that_SQLite_itself_does_with_its_files_counts_as_a_removal()
    {
        using var files = Files();
        using var writer = new JournalWriter(files.ConnectionString, JournalFile.Full, _failure, files).Start();
        for (var number = 1; number <= 3000; number++)
        {
            await writer.AddAsync([Entry(number)]);
            if (number % 500 != 0)
                continue;
            SqliteConnection.ClearAllPools();
            using var person = new SqliteConnection($"Data Source={In("journal.sqlite")};Pooling=False");
            person.Open();
            JournalFile.Execute(person, number % 1000 == 0 ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM");
            _clock.Advance(TimeSpan.FromSeconds(2));
        }
        Assert.False(_failure.Occurred.IsCompleted);
        Assert.Equal("ok", _board.Status);
    }

    [Fact]
    public void A_mark_that_cannot_be_written_is_shown_until_it_can()
    {
        using var files = Files();
        File.Delete(In("journal.mark"));
        Directory.CreateDirectory(In("journal.mark")); // in the way
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.StartsWith("degraded: journal-mark: the mark cannot be written", _board.Status, StringComparison.Ordinal);
        Directory.Delete(In("journal.mark"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("ok", _board.Status);
    }

    [Fact]
    public async Task After_the_mark_says_closed_nothing_is_written()
    {
        var files = Files();
        using var writer = new JournalWriter(files.ConnectionString, JournalFile.Full, _failure, files).Start();
        await writer.AddAsync([Entry(1)]);
        files.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.AddAsync([Entry(2)]));
        Assert.Equal("1 me closed 1 1 -\n", File.ReadAllText(In("journal.mark")));
    }

    private static JournalEntry Entry(long number) => new("pod-a", number, [1], "kind.1", 7150, "writer");
}
