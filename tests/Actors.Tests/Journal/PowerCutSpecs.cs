using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>The journal on a real file system whose power is cut after every event was acknowledged.</summary>
public sealed class PowerCutSpecs
{
    private const int Pods = 50;

    [NeedsLoopDisk]
    [InlineData(JournalFile.Full, true)]
    [InlineData("NORMAL", false)] // as a build of SQLite might have it, were it not told: so this test can tell
    public async Task What_the_journal_acknowledged_is_there_after_a_power_cut(string level, bool allAreThere)
    {
        using var disk = new LoopDisk();
        var pods = Enumerable.Range(0, Pods).Select(i => PodUid.Parse($"pod-{i}")).ToArray();
        await using (var before = new JournalTestBed(disk.Folder, level))
        {
            foreach (var uid in pods)
                await before.WriteAsync(
                    uid,
                    new PodAccepted(Sample.Outline with { Uid = uid }, Sample.Noon),
                    new SubmitIntended(1, Sample.Noon)
                );
            disk.CutPower();
        }
        disk.PowerOn();

        if (!allAreThere)
        {
            Assert.False(await AreThereAsync(disk.Folder, pods));
            return;
        }
        await using var after = new JournalTestBed(disk.Folder);
        Assert.Equal(pods.ToHashSet(), [.. after.Pods()]);
        foreach (var uid in pods)
            Assert.Equal((Stage.Accepted, 1), (after.State(uid) is var pod) ? (pod.Stage, pod.Attempt) : default);
    }

    private static async Task<bool> AreThereAsync(string folder, PodUid[] pods)
    {
        try
        {
            await using var after = new JournalTestBed(folder);
            return pods.ToHashSet().SetEquals(after.Pods());
        }
        catch (IOException)
        {
            // Where nothing was flushed, not even the file need be one that opens.
            return false;
        }
    }

    [NeedsLoopDisk]
    [InlineData(JournalFile.Full)]
    public async Task A_start_after_a_power_cut_in_the_middle_of_a_commit_says_that_nothing_is_missing(string level)
    {
        using var disk = new LoopDisk();
        var clock = new FakeTimeProvider();
        var before = new JournalFiles(
            disk.Folder,
            "me",
            NothingHeld,
            new FatalFailure(),
            new HealthBoard(TimeProvider.System),
            clock,
            new CapturedLog<JournalFiles>()
        );
        using (var writer = new JournalWriter(before.ConnectionString, level, new FatalFailure()).Start())
        {
            // Until the power goes, so that it goes in the middle of a commit.
            var writing = Task.Run(async () =>
            {
                for (var number = 1; ; number++)
                    await writer.AddAsync([new JournalEntry("pod-a", number, new byte[1000], "kind.1", 7150, "writer")]);
            });
            for (var until = DateTime.UtcNow.AddSeconds(1); DateTime.UtcNow < until; await Task.Delay(50))
                clock.Advance(TimeSpan.FromSeconds(2));
            disk.CutPower();
            await Assert.ThrowsAnyAsync<Exception>(() => writing);
        }
        before.Dispose();
        disk.PowerOn();
        var board = new HealthBoard(TimeProvider.System);
        using (new JournalFiles(disk.Folder, "me", NothingHeld, new FatalFailure(), board, clock, new CapturedLog<JournalFiles>()))
            SqliteConnection.ClearAllPools();
        Assert.Equal("ok", board.Status);
    }

    private static readonly Dictionary<string, FileIdentity> NothingHeld = [];
}
