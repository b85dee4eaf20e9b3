using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Tests.Journal;

public sealed class JournalFileSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-journal.").FullName;

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public void A_place_that_cannot_have_a_write_ahead_log_is_refused_with_one_line()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => JournalFile.OpenDurable("Data Source=:memory:", JournalFile.Full));
        Assert.Equal("the journal :memory: cannot be put in write-ahead mode: its journal_mode stays \"memory\"", fault.Message);
    }

    [Fact]
    public void A_connection_that_was_told_flushes_each_commit_and_the_file_is_in_write_ahead_mode()
    {
        var journal = JournalFile.Prepare(_folder);
        using (JournalFile.OpenDurable(journal, "NORMAL")) { } // as a build of SQLite might have it
        using var connection = JournalFile.OpenDurable(journal, JournalFile.Full);
        Assert.Equal("wal", JournalFile.Execute(connection, "PRAGMA journal_mode"));
        Assert.Equal(2L, JournalFile.Execute(connection, "PRAGMA synchronous"));
    }

    [Fact]
    public void What_the_log_of_the_process_before_gives_is_written_and_flushed_anew_at_the_start()
    {
        var copy = Directory.CreateDirectory(Path.Combine(_folder, "as-a-crash-leaves-it")).FullName;
        using (var before = JournalFile.OpenDurable(JournalFile.Prepare(_folder), JournalFile.Full))
        {
            JournalFile.Execute(
                before,
                "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message) VALUES (0, 0, 'pod-a', 1, x'01')"
            );
            foreach (var name in (string[])["journal.sqlite", "journal.sqlite-wal"])
                File.Copy(Path.Combine(_folder, name), Path.Combine(copy, name));
        }
        var log = new FileInfo(Path.Combine(copy, "journal.sqlite-wal"));
        Assert.True(log.Length > 0);
        var journal = JournalFile.Prepare(copy);
        log.Refresh();
        Assert.Equal(0, log.Length);
        Assert.Equal(["pod-a"], JournalFile.Read(journal, JournalIds.Of));
    }

    [Fact]
    public void A_file_that_another_process_does_not_let_go_of_is_refused_with_one_line()
    {
        using var other = JournalFile.OpenDurable(JournalFile.Prepare(_folder), JournalFile.Full);
        JournalFile.Execute(
            other,
            "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message) VALUES (0, 0, 'pod-a', 1, x'01')"
        );
        JournalFile.Execute(other, "BEGIN");
        JournalFile.Execute(other, "SELECT count(*) FROM journal");
        var fault = Assert.Throws<IOException>(() => JournalFile.Prepare(_folder, patienceSeconds: 1));
        Assert.EndsWith("is in use by another process; end whatever reads or writes it", fault.Message);
        JournalFile.Execute(other, "ROLLBACK");
        JournalFile.Prepare(_folder);
    }

    [Fact]
    public async Task Events_of_two_writers_in_turn_are_not_repaired_by_forgetting_some()
    {
        await using (var room = new JournalTestBed(_folder))
        {
            await room.WriteAsync(
                Sample.Uid,
                new PodAccepted(Sample.Outline, Sample.Noon),
                new SubmitIntended(1, Sample.Noon),
                new SubmitIntended(2, Sample.Noon)
            );
            using var connection = new SqliteConnection(JournalFile.Prepare(_folder));
            connection.Open();
            // The second one's event between the two of the first.
            JournalFile.Execute(connection, "UPDATE journal SET writer_uuid = CASE sequence_number WHEN 2 THEN 'second' ELSE 'first' END");
        }
        await using var pods = new PodTestBed(_folder);
        Assert.Null(await pods.StatusAsync(Sample.Uid));
        Assert.True(pods.Board.Unreadable.Contains(Sample.Uid));
        Assert.Empty(await pods.CallsAsync());
    }

    [Fact]
    public async Task A_pod_whose_first_entry_is_missing_is_not_taken_for_a_new_one()
    {
        await using (var room = new JournalTestBed(_folder))
        {
            await room.WriteAsync(Sample.Uid, new PodAccepted(Sample.Outline, Sample.Noon), new SubmitIntended(1, Sample.Noon));
            using var connection = new SqliteConnection(JournalFile.Prepare(_folder));
            connection.Open();
            JournalFile.Execute(connection, "DELETE FROM journal WHERE sequence_number = 1");
        }
        await using var pods = new PodTestBed(_folder);
        Assert.Null(await pods.StatusAsync(Sample.Uid));
        Assert.True(pods.Board.Unreadable.Contains(Sample.Uid));
        Assert.Empty(await pods.CallsAsync());
    }

    [Fact]
    public async Task A_write_that_failed_because_another_process_held_the_file_is_not_there_afterwards()
    {
        await using var pods = new PodTestBed(_folder);
        using (var other = new SqliteConnection(JournalFile.Prepare(_folder)))
        {
            other.Open();
            using var held = other.BeginTransaction();
            Assert.IsType<PodNotAccepted>(await pods.AskAsync<CreateReply>(Sample.Create));
        }
        await pods.UntilStoppedAsync(Sample.Uid);
        using var connection = new SqliteConnection(JournalFile.Prepare(_folder));
        connection.Open();
        Assert.Empty(JournalIds.Of(connection));
    }
}
