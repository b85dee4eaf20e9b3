using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>A scheduler that is away or frozen: every call ends in time, with a failure for each item, and no look says "gone".</summary>
[Collection(PoolCollection.Name)]
public sealed class OutageSpecs(CondorPool pool)
{
    private static readonly JobTag Tag = JobTag.Parse("some-tag");
    private static readonly JobKey[] Job = [(Tag, new JobId(1, 0))];

    [Fact]
    public async Task Without_a_schedd_everything_fails_and_nothing_is_said_to_be_gone()
    {
        var away = new Dictionary<string, string>(pool.Environment)
        {
            ["_CONDOR_SCHEDD_ADDRESS_FILE"] = "/nonexistent",
            ["_CONDOR_COLLECTOR_HOST"] = "127.0.0.1:1",
            ["_CONDOR_SCHEDD_HOST"] = "nobody@pool.test",
        };
        using var room = new Room(away);

        await EverythingFails(room, CondorFailureKind.Failed);
    }

    [Fact]
    public async Task Without_a_collector_a_remote_schedd_is_not_found_and_nothing_is_said_to_be_gone()
    {
        using var room = new Room(
            pool.Environment,
            options => options with { ScheddHost = "schedd@pool.test", CollectorHost = "127.0.0.1:1" }
        );

        await EverythingFails(room, CondorFailureKind.Failed);
        Assert.NotNull((await room.Scheduler.FindAsync([Tag], HistoryReach.Whole, default)).Failure);
    }

    [Fact]
    public async Task A_frozen_schedd_holds_nobody_longer_than_the_time_limit()
    {
        using var room = new Room(
            pool.Environment,
            options => options with { QueryTimeLimit = TimeSpan.FromSeconds(1), SubmitTimeLimit = TimeSpan.FromSeconds(1) }
        );
        using (new FrozenSchedd(pool))
            await EverythingFails(room, CondorFailureKind.TimedOut);
        await Eventually.Sees(() => room.Scheduler.ListAsync(default), query => query.Failure is null);
    }

    private static async Task EverythingFails(Room room, CondorFailureKind kind)
    {
        var scheduler = room.Scheduler;
        Assert.Null(await room.Folders.WriteAsync(Tag, [], default));
        var job = new SubmitDescription
        {
            Tag = Tag,
            Attempt = 1,
            Executable = "/bin/true",
            Cpus = 1,
            MemoryMiB = 64,
            VacateTime = TimeSpan.Zero,
        };

        var submits = await scheduler.SubmitAsync([job, job with { Attempt = 2 }], default);
        var look = await scheduler.FindAsync([Tag], HistoryReach.None, default);
        var list = await scheduler.ListAsync(default);

        Assert.Equal([kind, kind], submits.Select(result => result.Failure?.Kind));
        Assert.Equal([kind, kind], new[] { look.Failure?.Kind, list.Failure?.Kind });
        Assert.Equal(kind, (await scheduler.ReleaseAsync(Job, default)).Single().Failure?.Kind);
        Assert.Equal(kind, (await scheduler.RemoveAsync([Tag], default)).Single().Failure?.Kind);
        Assert.Equal(kind, (await scheduler.RemoveJobsAsync(Job, default)).Single().Failure?.Kind);
        Assert.Equal(kind, (await scheduler.AcknowledgeAsync(Job, default)).Single().Failure?.Kind);
    }
}
