using HtcondorActors.Actors.Journal;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>A start finds a journal as a crash or a stop left it: nothing is missing.</summary>
public sealed class JournalEndSpecs : CrashedJournalTestBed
{
    [Fact]
    public void What_a_crash_leaves_is_whole() => Assert.Equal("ok", StartedAgain(Crash("live")));

    [Fact]
    public void What_a_stop_leaves_is_whole_and_has_no_log()
    {
        Live("live", () => { });
        Assert.Equal("ok", StartedAgain("live"));
    }

    [Fact]
    public void A_crash_before_the_first_entry_or_before_the_first_mark_of_it_is_whole()
    {
        Assert.Equal("ok", StartedAgain(Crash("live", entries: 0)));
        Assert.Equal("ok", StartedAgain(Crash("unmarked", entries: 3, isMarked: false)));
    }

    [Fact]
    public void A_journal_of_a_version_before_there_were_marks_is_whole()
    {
        Directory.CreateDirectory(In("old"));
        Add(JournalFile.Prepare(In("old")), 3);
        SqliteConnection.ClearAllPools();
        Assert.Equal("ok", StartedAgain("old"));
    }

    [Fact]
    public void A_log_of_which_the_last_entry_was_never_acknowledged_and_is_torn_is_whole()
    {
        var crash = Crash("live");
        using (var log = new FileStream(LogOf(crash), FileMode.Append))
            log.Write(new byte[3000]);
        Assert.Equal("ok", StartedAgain(crash));
    }

    [Fact]
    public void A_log_that_was_copied_into_the_database_and_removed_by_whoever_looked_at_it_is_whole()
    {
        var crash = Crash("live");
        using (var looked = new SqliteConnection($"Data Source={In(crash)}/journal.sqlite;Pooling=False"))
        {
            looked.Open();
            JournalFile.Execute(looked, "SELECT count(*) FROM journal");
        }
        Assert.False(File.Exists(LogOf(crash)));
        Assert.Equal("ok", StartedAgain(crash));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_database_into_which_a_part_of_the_log_was_copied_when_the_process_was_killed_or_the_disk_was_full_is_whole(bool isMarked)
    {
        for (var pages = 1; pages <= 4; pages++)
        {
            var crash = Crash($"live-{pages}-{isMarked}", entries: 60, isMarked);
            CopyPages(crash, pages);
            Assert.Equal("ok", StartedAgain(crash));
            Assert.Equal(60, Entries(crash));
        }
    }

    [Fact]
    public void A_second_crash_before_the_first_mark_of_the_process_after_the_first_is_whole()
    {
        var second = Crash(Crash("live"), entries: 3, isMarked: false);
        Assert.Equal("ok", StartedAgain(second));
        Assert.Equal(8, Entries(second));
    }

    [Fact]
    public void A_database_that_is_spoilt_and_has_no_log_stops_the_start()
    {
        var crash = Crash("live", entries: 60);
        CopyPages(crash, 1);
        File.Delete(LogOf(crash));
        Assert.Contains("malformed", Assert.Throws<IOException>(() => StartedAgain(crash)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_a_version_without_marks_left_after_a_crash_is_taken()
    {
        Live("live", () => { });
        // It writes on and knows no mark.
        using var older = JournalFile.OpenDurable(JournalFile.Prepare(In("live")), JournalFile.Full);
        Add(JournalFile.Prepare(In("live")), 2);
        Directory.CreateDirectory(In("older"));
        foreach (var name in (string[])["journal.sqlite", "journal.sqlite-wal", "journal.mark"])
            File.Copy(Path.Combine(In("live"), name), Path.Combine(In("older"), name));
        Assert.Equal("ok", StartedAgain("older"));
        Assert.Equal(7, Entries("older"));
    }

    [Fact]
    public void To_be_asked_whose_it_is_changes_nothing_of_a_journal_that_a_crash_left()
    {
        var crash = Crash("live");
        var before = Directory.GetFiles(In(crash)).ToDictionary(file => file, File.ReadAllBytes);
        Assert.Equal(Me, JournalOwner.Of(In(crash)));
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
        Assert.Null(JournalOwner.Of(In("none")));
    }

    [Fact]
    public void A_log_that_SQLite_has_begun_anew_many_times_since_the_mark_is_this_journals()
    {
        var mark = new JournalMark(Me, IsOpen: true, 5, 0, 0x00000010_11111111);
        Assert.True(mark.IsFollowedBy(0x00000010_11111111) && mark.IsFollowedBy(0x00000011_77777777));
        Assert.False(
            mark.IsFollowedBy(0x00000010_77777777) || mark.IsFollowedBy(0x0000000f_11111111) || mark.IsFollowedBy(0x00100000_11111111)
        );
        Assert.Equal(mark, JournalMark.Parse(mark.ToText()));
        Assert.All(
            (string[])
                ["", "2" + mark.ToText()[1..], mark.ToText().TrimEnd(), mark.ToText().Replace(" 5 ", " -5 ", StringComparison.Ordinal)],
            text => Assert.Null(JournalMark.Parse(text))
        );
    }
}
