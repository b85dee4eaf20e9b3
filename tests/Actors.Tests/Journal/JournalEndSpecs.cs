using System.Buffers.Binary;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>What a start sees of a journal whose end is missing. Each test copies the files of a journal that is open, as a crash leaves
/// them.</summary>
public sealed class JournalEndSpecs : IDisposable
{
    private const string Me = "interlink-0123456789ab";

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-end.").FullName;
    private readonly FakeTimeProvider _clock = new();
    private readonly HealthBoard _board = new();
    private readonly CapturedLog<JournalFiles> _log = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

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
        using (var log = new FileStream(Log(crash), FileMode.Append))
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
        Assert.False(File.Exists(Log(crash)));
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
        File.Delete(Log(crash));
        Assert.Contains("malformed", Assert.Throws<IOException>(() => StartedAgain(crash)).Message, StringComparison.Ordinal);
    }

    /// <summary>As a checkpoint that goes no further: the last commit's first pages, in the order of their numbers.</summary>
    private void CopyPages(string crash, int pages)
    {
        const int Head = 32,
            FrameHead = 24;
        var log = File.ReadAllBytes(Log(crash));
        var size = (int)BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(8));
        var last = new SortedDictionary<uint, int>();
        for (var at = Head; at + FrameHead + size <= log.Length; at += FrameHead + size)
            if (log.AsSpan(at + 8, 8).SequenceEqual(log.AsSpan(16, 8)))
                last[BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(at))] = at + FrameHead;
        Assert.True(last.Count > pages, $"{last.Count} pages in the log");
        using var database = File.OpenWrite(In(crash) + "/journal.sqlite");
        foreach (var (page, at) in last.Take(pages))
        {
            database.Position = (page - 1) * (long)size;
            database.Write(log, at, size);
        }
    }

    [Fact]
    public void A_log_that_is_missing_or_empty_is_told()
    {
        var crash = Crash("live");
        File.Delete(Log(crash));
        Assert.Equal(
            "degraded: journal-file: journal.sqlite-wal is missing: what was written last before the process ended may be "
                + "missing; journal.sqlite ends with entry 0, and 5 had been written; pods may be missing",
            StartedAgain(crash)
        );
        Assert.Contains(
            _log.Lines,
            line =>
                line.StartsWith(
                    "journal.sqlite ends with entry 0, and 5 had been written. Pods that were acknowledged may be missing",
                    StringComparison.Ordinal
                )
        );
        var second = Crash("second");
        File.WriteAllBytes(Log(second), []);
        Assert.Contains("journal.sqlite-wal is empty", StartedAgain(second), StringComparison.Ordinal);
        var idle = Crash("idle", entries: 0);
        File.Delete(Log(idle));
        Assert.Contains("journal.sqlite-wal is missing", StartedAgain(idle), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_was_cut_short_is_told_and_what_is_left_is_kept()
    {
        var crash = Crash("live");
        using (var log = new FileStream(Log(crash), FileMode.Open))
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
        File.Copy(Log(foreign), Log(crash), overwrite: true);
        Assert.Matches(
            "^degraded: journal-file: journal.sqlite-wal is not this journal's, or is an old one: it was put aside as "
                + "(journal.sqlite-wal.[0-9]+.aside); journal.sqlite ends with entry 0, and 5",
            StartedAgain(crash)
        );
        Assert.Equal(File.ReadAllBytes(Log(foreign)), File.ReadAllBytes(Directory.GetFiles(In(crash), "*.aside").Single()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void The_log_of_another_journal_beside_one_that_was_stopped_is_put_aside_and_nothing_is_missing(int entries)
    {
        Live("live", () => { });
        File.Copy(Log(Crash("foreign", entries, instance: "interlink-ffffffffffff")), Log("live"));
        var before = Entries("live");
        Assert.Contains("was put aside", StartedAgain("live"), StringComparison.Ordinal);
        Assert.Equal(before, Entries("live"));
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

    private string In(string folder) => Path.Combine(_folder, folder);

    private string Log(string folder) => Path.Combine(In(folder), "journal.sqlite-wal");

    /// <summary>A process that writes some entries.</summary>
    private void Live(string folder, Action atTheEnd, int entries = 5, bool isMarked = true, string instance = Me)
    {
        Directory.CreateDirectory(In(folder));
        using var files = new JournalFiles(
            In(folder),
            instance,
            new Dictionary<string, FileIdentity>(),
            new FatalFailure(),
            new HealthBoard(),
            _clock,
            new CapturedLog<JournalFiles>()
        );
        Add(files.ConnectionString, entries);
        if (isMarked)
            _clock.Advance(TimeSpan.FromSeconds(3));
        atTheEnd();
        SqliteConnection.ClearAllPools();
    }

    /// <summary>Such a process as a crash leaves it: the name of the folder.</summary>
    private string Crash(string folder, int entries = 5, bool isMarked = true, string instance = Me)
    {
        var left = folder + "-crashed";
        Live(
            folder,
            () =>
            {
                Directory.CreateDirectory(In(left));
                foreach (var name in (string[])["journal.sqlite", "journal.sqlite-wal", "journal.mark"])
                    File.Copy(Path.Combine(In(folder), name), Path.Combine(In(left), name));
            },
            entries,
            isMarked,
            instance
        );
        return left;
    }

    private string StartedAgain(string folder)
    {
        Directory.CreateDirectory(In(folder));
        var board = new HealthBoard();
        using (new JournalFiles(In(folder), Me, new Dictionary<string, FileIdentity>(), new FatalFailure(), board, _clock, _log))
            SqliteConnection.ClearAllPools();
        return board.Status;
    }

    private long Entries(string folder)
    {
        using var connection = new SqliteConnection(new JournalPaths(In(folder)).ReadOnly(alone: true));
        connection.Open();
        return JournalTable.TotalEntries(connection);
    }

    private static int s_pods;

    private static void Add(string journal, int entries)
    {
        // As the journal's writer: a connection of its own, that has seen nothing of what was done to the log before.
        using var connection = JournalFile.OpenDurable(
            new SqliteConnectionStringBuilder(journal) { Pooling = false }.ToString(),
            JournalFile.Full
        );
        using var adding = JournalTable.Adding(connection);
        for (var i = 0; i < entries; i++)
            JournalTable.Add(
                adding,
                new JournalEntry($"pod-{Interlocked.Increment(ref s_pods)}", 1, new byte[300], "kind.1", 7150, "writer")
            );
    }
}
