using HtcondorActors.Actors.Journal;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>A start finds a journal of which a part is missing, or is another one: it says so.</summary>
public sealed class LostJournalEndSpecs : CrashedJournalTestBed
{
    [Fact]
    public void A_log_that_is_missing_or_empty_is_told()
    {
        var crash = Crash("live");
        File.Delete(LogOf(crash));
        Assert.Equal(
            "degraded: journal-file: journal.sqlite-wal is missing: what was written last before the process ended may be "
                + "missing; journal.sqlite ends with entry 0, and 5 had been written; pods may be missing",
            StartedAgain(crash)
        );
        Assert.Contains(
            Logged.Lines,
            line =>
                line.StartsWith(
                    "journal.sqlite ends with entry 0, and 5 had been written. Pods that were acknowledged may be missing",
                    StringComparison.Ordinal
                )
        );
        var second = Crash("second");
        File.WriteAllBytes(LogOf(second), []);
        Assert.Contains("journal.sqlite-wal is empty", StartedAgain(second), StringComparison.Ordinal);
        var idle = Crash("idle", entries: 0);
        File.Delete(LogOf(idle));
        Assert.Contains("journal.sqlite-wal is missing", StartedAgain(idle), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_was_cut_short_is_told_and_what_is_left_is_kept()
    {
        var crash = Crash("live");
        using (var log = new FileStream(LogOf(crash), FileMode.Open))
            log.SetLength(log.Length / 2);
        Assert.Matches(
            "^degraded: journal-file: journal.sqlite ends with entry [1-4], and 5 had been written; pods may be missing$",
            StartedAgain(crash)
        );
        Assert.Equal("ok", StartedAgain(crash)); // told once: from here on it is what it is
    }

    [Theory]
    [InlineData(5)]
    [InlineData(9)]
    public void The_log_of_another_journal_is_put_aside_and_told(int entries)
    {
        var (crash, foreign) = (Crash("live"), Crash("foreign", entries, instance: "interlink-ffffffffffff"));
        File.Copy(LogOf(foreign), LogOf(crash), overwrite: true);
        Assert.Matches(
            "^degraded: journal-file: journal.sqlite-wal is not this journal's, or is an old one: it was put aside as "
                + "(journal.sqlite-wal.[0-9]+.aside); journal.sqlite ends with entry 0, and 5",
            StartedAgain(crash)
        );
        Assert.Equal(File.ReadAllBytes(LogOf(foreign)), File.ReadAllBytes(Directory.GetFiles(In(crash), "*.aside").Single()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void The_log_of_another_journal_beside_one_that_was_stopped_is_put_aside_and_nothing_is_missing(int entries)
    {
        Live("live", () => { });
        File.Copy(LogOf(Crash("foreign", entries, instance: "interlink-ffffffffffff")), LogOf("live"));
        var before = Entries("live");
        Assert.Contains("was put aside", StartedAgain("live"), StringComparison.Ordinal);
        Assert.Equal(before, Entries("live"));
    }

    [Fact]
    public void An_older_database_is_told_and_the_log_of_the_later_one_is_not_copied_into_it()
    {
        Live("live", () => { });
        File.Copy(In("live") + "/journal.sqlite", In("backup") + ".sqlite");
        Live("live", () => { });
        var crash = Crash("live");
        File.Copy(In("backup") + ".sqlite", In(crash) + "/journal.sqlite", overwrite: true);
        Assert.Matches(
            "^degraded: journal-file: journal.sqlite-wal was written to a later journal.sqlite than the one that is there: it "
                + "was put aside as .*; journal.sqlite ends with entry 5, and 15 had been written",
            StartedAgain(crash)
        );
        using var whole = new SqliteConnection($"Data Source={In(crash)}/journal.sqlite;Pooling=False");
        whole.Open();
        Assert.Equal("ok", JournalFile.Execute(whole, "PRAGMA integrity_check"));
    }

    [Fact]
    public void A_database_that_is_missing_or_another_folders_or_a_mark_that_is_missing_or_spoilt_is_told()
    {
        Live("live", () => { });
        File.Delete(In("live") + "/journal.sqlite");
        Assert.Equal(
            "degraded: journal-file: journal.sqlite is missing, and 5 entries had been written; pods may be missing",
            StartedAgain("live")
        );

        Live("one", () => { });
        Live("other", () => { }, instance: "interlink-ffffffffffff");
        File.Copy(In("other") + "/journal.sqlite", In("one") + "/journal.sqlite", overwrite: true);
        Assert.Equal(
            "degraded: journal-file: journal.sqlite is not this data folder's: it is that of interlink-ffffffffffff, and the "
                + $"folder is {Me}; pods may be missing",
            StartedAgain("one")
        );

        File.Delete(In("one") + "/journal.mark");
        Assert.Contains(
            "journal.mark is missing: whether entries are missing cannot be told",
            StartedAgain("one"),
            StringComparison.Ordinal
        );
        File.WriteAllText(In("one") + "/journal.mark", "");
        Assert.Contains("journal.mark cannot be read", StartedAgain("one"), StringComparison.Ordinal);
        Assert.Equal("ok", StartedAgain("one"));
    }
}
