using System.Buffers.Binary;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Tests.Reading;
using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>Journals that a process wrote and left: closed, or with their files copied while it was open, as a crash leaves them.</summary>
public abstract class CrashedJournalTestBed : IDisposable
{
    private protected const string Me = "interlink-0123456789ab";

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-end.").FullName;
    private readonly FakeTimeProvider _clock = new();

    private protected CapturedLog<JournalFiles> Logged { get; } = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        TestFolder.Remove(_folder);
        GC.SuppressFinalize(this);
    }

    /// <summary>As a checkpoint that goes no further: the last commit's first pages, in the order of their numbers.</summary>
    private protected void CopyPages(string crash, int pages)
    {
        const int Head = 32,
            FrameHead = 24;
        var log = File.ReadAllBytes(LogOf(crash));
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

    private protected string In(string folder) => Path.Combine(_folder, folder);

    private protected string LogOf(string folder) => Path.Combine(In(folder), "journal.sqlite-wal");

    /// <summary>A process that writes some entries.</summary>
    private protected void Live(string folder, Action atTheEnd, int entries = 5, bool isMarked = true, string instance = Me)
    {
        Directory.CreateDirectory(In(folder));
        using var files = new JournalFiles(
            In(folder),
            instance,
            new Dictionary<string, FileIdentity>(),
            new FatalFailure(),
            new HealthBoard(TimeProvider.System),
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
    private protected string Crash(string folder, int entries = 5, bool isMarked = true, string instance = Me)
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

    private protected string StartedAgain(string folder)
    {
        Directory.CreateDirectory(In(folder));
        var board = new HealthBoard(TimeProvider.System);
        using (new JournalFiles(In(folder), Me, new Dictionary<string, FileIdentity>(), new FatalFailure(), board, _clock, Logged))
            SqliteConnection.ClearAllPools();
        return board.Status.WithoutTimes();
    }

    private protected long Entries(string folder)
    {
        using var connection = new SqliteConnection(new JournalPaths(In(folder)).ReadOnly(alone: true));
        connection.Open();
        return JournalTable.TotalEntries(connection);
    }

    private static int s_pods;

    private protected static void Add(string journal, int entries)
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
