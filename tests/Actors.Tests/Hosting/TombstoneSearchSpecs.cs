using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Tests.Journal;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.TestPool;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Hosting;

public sealed class TombstoneSearchSpecs : IAsyncDisposable
{
    private static readonly PodUid Known = PodUid.Parse("known"),
        Early = PodUid.Parse("early"),
        Late = PodUid.Parse("late");

    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-tombstones.").FullName;
    private readonly JournalTestBed _journal;

    public TombstoneSearchSpecs() => _journal = new JournalTestBed(_folder);

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        TestFolder.Remove(_folder);
    }

    /// <summary>The rows have the time of the machine, so the clock begins there.</summary>
    private sealed class SetClock() : FakeTimeProvider(DateTimeOffset.UtcNow)
    {
        public TimeSpan SetBy { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + SetBy;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }

    [Fact]
    public async Task A_delete_of_a_pod_that_was_never_accepted_is_old_after_an_hour_of_this_process_and_not_before()
    {
        var clock = new SetClock();
        var search = Search(clock);
        await DeleteAsync(Early);
        for (var minutes = 0; minutes < 60; minutes += 10)
        {
            Assert.Empty((await search.FindAsync()).Unknown);
            if (minutes == 0)
                await DeleteAsync(Late);
            clock.Advance(TenMinutes);
        }
        Assert.Equal([Early], (await search.FindAsync()).Unknown); // the other one came after the first search
        clock.Advance(TenMinutes);
        Assert.Equal([Early, Late], (await search.FindAsync()).Unknown);
        Assert.Empty((await search.FindAsync()).Known);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_set_makes_no_delete_older(int hours)
    {
        var clock = new SetClock();
        var search = Search(clock);
        await DeleteAsync(Early);
        Assert.Empty((await search.FindAsync()).Unknown);
        clock.Advance(TenMinutes);
        clock.SetBy = TimeSpan.FromHours(hours);
        Assert.Empty((await search.FindAsync()).Unknown);
        clock.Advance(TimeSpan.FromMinutes(49));
        Assert.Empty((await search.FindAsync()).Unknown);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([Early], (await search.FindAsync()).Unknown);
    }

    [Fact]
    public async Task After_a_restart_the_hour_begins_anew()
    {
        var clock = new SetClock();
        var search = Search(clock);
        await DeleteAsync(Early);
        await search.FindAsync();
        clock.Advance(TimeSpan.FromMinutes(59));
        search = Search(clock);
        Assert.Empty((await search.FindAsync()).Unknown);
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Empty((await search.FindAsync()).Unknown);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([Early], (await search.FindAsync()).Unknown);
    }

    [Fact]
    public async Task A_pod_that_was_accepted_is_remembered_for_a_day_and_no_other_deleted_pod_for_longer()
    {
        var clock = new SetClock();
        await DeleteAsync(Early);
        await _journal.WriteAsync(Known, new DeletionAsked(Known, Sample.Noon), new PodDeleted(Known, Sample.Noon));
        var search = Search(clock);
        await search.FindAsync();
        clock.Advance(TimeSpan.FromHours(23));
        Assert.Empty((await search.FindAsync()).Known);
        clock.Advance(TimeSpan.FromHours(1) + TenMinutes);
        // A process that never runs for an hour forgets them too.
        var found = await Search(clock).FindAsync();
        Assert.Equal([Known], found.Known);
        Assert.Equal([Early], found.Unknown);
    }

    [Fact]
    public async Task A_pod_that_is_being_deleted_is_no_tombstone()
    {
        var clock = new SetClock();
        await _journal.WriteAsync(Early, new DeletionAsked(Early, Sample.Noon));
        var search = Search(clock);
        await search.FindAsync();
        clock.Advance(TimeSpan.FromDays(2));
        var found = (await search.FindAsync());
        Assert.Empty(found.Known.Concat(found.Unknown));
    }

    private TombstoneSearch Search(TimeProvider clock) =>
        new(new SqliteStore(JournalFile.Prepare(_folder)), Sample.Options, new ProcessClock(clock));

    private Task DeleteAsync(PodUid uid) => _journal.WriteAsync(uid, new DeletionAsked(uid, Sample.Noon), new UnknownPodDeleted());
}
