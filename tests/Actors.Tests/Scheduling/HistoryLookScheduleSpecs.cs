using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>The history is read less often while reading it is slow or fails.</summary>
public sealed class HistoryLookScheduleSpecs
{
    private static readonly JobQuery Nothing = JobQuery.Of([]);
    private static readonly JobQuery Failed = JobQuery.CannotTell(Sample.TimedOut);

    private readonly FakeTimeProvider _clock = new();
    private readonly HistoryLookSchedule _looks;

    public HistoryLookScheduleSpecs()
    {
        var options = Sample.Options with { RetryAfter = TimeSpan.FromSeconds(2), RetryAtMost = TimeSpan.FromSeconds(60) };
        _looks = new HistoryLookSchedule(options, _clock);
        Assert.True(_looks.Begin());
    }

    [Fact]
    public void A_look_that_took_no_time_puts_off_no_other()
    {
        Assert.Equal(0, WaitAfter(0, Nothing));
        Assert.Equal(0, WaitAfter(0, Nothing));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(12, 48)]
    [InlineData(15, 60)]
    [InlineData(16, 60)]
    [InlineData(600, 60)]
    public void After_a_slow_look_the_next_one_waits_four_times_as_long_but_not_longer_than_RetryAtMost(int took, int wait) =>
        Assert.Equal(wait, WaitAfter(took, Nothing));

    [Fact]
    public void Each_failure_doubles_the_wait_up_to_RetryAtMost_and_a_look_that_succeeds_begins_anew()
    {
        Assert.Equal([4, 8, 16, 32, 60, 60], Enumerable.Range(0, 6).Select(_ => WaitAfter(0, Failed)));
        Assert.Equal(0, WaitAfter(0, Nothing));
        Assert.Equal(4, WaitAfter(0, Failed));
    }

    [Fact]
    public void After_very_many_failures_the_wait_is_still_RetryAtMost() =>
        Assert.All(Enumerable.Range(0, 100).Select(_ => WaitAfter(0, Failed)).ToArray()[4..], wait => Assert.Equal(60, wait));

    [Fact]
    public void There_is_one_look_at_a_time_however_long_it_takes()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(_looks.Begin());
    }

    /// <summary>The look that is under way takes so many seconds. Gives the seconds until the next one has begun.</summary>
    private int WaitAfter(int took, JobQuery found)
    {
        _clock.Advance(TimeSpan.FromSeconds(took));
        _looks.End(found, 1);
        var wait = 0;
        for (; !_looks.Begin(); wait++)
            _clock.Advance(TimeSpan.FromSeconds(1));
        return wait;
    }
}
