using HtcondorActors.Actors.Journal;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>What is asked of a writer before it is started goes into its first transaction.</summary>
public sealed class JournalWriterSpecs : IDisposable
{
    private const int Busy = 5;
    private const int Constraint = 19;

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-writer.").FullName;
    private readonly FatalFailure _failure = new();
    private readonly string _journal;

    public JournalWriterSpecs() =>
        // The least patience there is.
        _journal = new SqliteConnectionStringBuilder(JournalFile.Prepare(_folder)) { DefaultTimeout = 1, Pooling = false }.ToString();

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public async Task An_entry_that_is_there_already_fails_alone_and_the_rest_of_its_batch_is_kept()
    {
        using var writer = Writer();
        var (first, again, second) = (writer.AddAsync([Entry(1)]), writer.AddAsync([Entry(7), Entry(1)]), writer.AddAsync([Entry(2)]));
        writer.Start();
        await first;
        await second;
        Assert.Equal(Constraint, (await Assert.ThrowsAsync<SqliteException>(() => again)).SqliteErrorCode);
        Assert.Equal([1, 2], Kept());
        await writer.AddAsync([Entry(3)]);
        Assert.Equal([1, 2, 3], Kept());
    }

    [Fact]
    public async Task A_lock_of_somebody_else_that_outlasts_all_patience_fails_all_that_waited_and_what_comes_later_is_written()
    {
        using var writer = Writer();
        var waited = Enumerable.Range(1, 3).Select(number => writer.AddAsync([Entry(number)])).ToArray();
        using (Locked())
        {
            writer.Start();
            foreach (var write in waited)
                Assert.Equal(Busy, (await Assert.ThrowsAsync<SqliteException>(() => write)).SqliteErrorCode);
        }
        await writer.AddAsync([Entry(4)]);
        Assert.Equal([4], Kept());
        Assert.False(_failure.Occurred.IsCompleted);
    }

    [Fact]
    public async Task Adding_and_deleting_happen_in_the_order_in_which_they_were_asked_for()
    {
        using var writer = Writer();
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
        Assert.Equal([3], Kept());
    }

    [Fact]
    public async Task What_waits_when_it_is_disposed_is_written_and_what_comes_after_is_refused()
    {
        var writer = Writer();
        var first = writer.AddAsync([Entry(1)]);
        Task second;
        using (Locked())
        {
            writer.Start();
            second = writer.AddAsync([Entry(2)]);
            writer.Dispose();
            Assert.False(second.IsCompleted);
        }
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.AddAsync([Entry(3)]));
        await first;
        await second;
        Assert.Equal([1, 2], Kept());
    }

    [Fact]
    public async Task After_a_file_that_is_spoilt_nothing_more_is_written_even_if_it_looks_well_again_until_there_is_a_new_writer()
    {
        var file = Path.Combine(_folder, "journal.sqlite");
        var good = await File.ReadAllBytesAsync(file);
        using var writer = Writer().Start();
        await File.WriteAllBytesAsync(file, [.. good[..4096], .. Enumerable.Repeat((byte)0xff, good.Length - 4096)]);
        await Assert.ThrowsAsync<SqliteException>(() => writer.AddAsync([Entry(1)]));
        Assert.Contains("malformed", (await _failure.Occurred).Words, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(file, good);
        Assert.Contains(
            "malformed",
            (await Assert.ThrowsAsync<IOException>(() => writer.AddAsync([Entry(1)]))).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Kept());
        using var next = new JournalWriter(_journal, JournalFile.Full, new FatalFailure()).Start();
        await next.AddAsync([Entry(1)]);
        Assert.Equal([1], Kept());
    }

    private JournalWriter Writer() => new(_journal, JournalFile.Full, _failure);

    private static JournalEntry Entry(long number) => new("pod-a", number, [1], "pod-accepted.2", 7150, "one");

    private IEnumerable<int> Kept() =>
        JournalFile
            .Read(_journal, connection => JournalTable.Read(connection, "pod-a", 0, long.MaxValue))
            .Select(entry => (int)entry.SequenceNr);

    private SqliteConnection Locked()
    {
        var other = new SqliteConnection(_journal);
        other.Open();
        JournalFile.Execute(other, "BEGIN IMMEDIATE");
        return other;
    }
}
