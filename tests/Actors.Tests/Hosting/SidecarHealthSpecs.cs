using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>Which trouble makes the sidecar degraded, not ready, or not alive.</summary>
public sealed class SidecarHealthSpecs
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _clock = new();
    private readonly FatalFailure _failure = new();
    private readonly HealthBoard _board;
    private readonly WatchdogPulse _pulse;
    private readonly SidecarHealth _health;

    public SidecarHealthSpecs()
    {
        _board = new HealthBoard(_clock);
        _pulse = new WatchdogPulse(_clock, Beat);
        _health = new SidecarHealth(_board, _failure, _pulse);
    }

    [Fact]
    public void A_sidecar_without_trouble_is_alive_and_ready()
    {
        Assert.Empty(Failed(_health.Report().Live));
        Assert.Empty(Failed(_health.Report().Ready));
        Assert.Empty(_health.Report().Degraded);
    }

    [Fact]
    public void A_schedd_that_is_away_is_degraded_only()
    {
        _board.Report("queue-poller polls", "the queue cannot be seen (condor_q: TimedOut)");
        Assert.Empty(Failed(_health.Report().Live));
        Assert.Empty(Failed(_health.Report().Ready));
        Assert.Equal("queue-poller polls", Assert.Single(_health.Report().Degraded).Source);
    }

    [Theory]
    [InlineData("journal")]
    [InlineData("pods")]
    public void Without_what_each_create_needs_it_is_alive_and_not_ready(string source)
    {
        _board.Report(source, "in trouble");
        Assert.Empty(Failed(_health.Report().Live));
        Assert.Equal([source], Failed(_health.Report().Ready));
        Assert.Empty(_health.Report().Degraded);
    }

    [Fact]
    public void Actors_that_do_not_run_are_not_alive_until_they_run_again()
    {
        _clock.Advance(Beat * 12);
        Assert.Empty(Failed(_health.Report().Live));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["actors"], Failed(_health.Report().Live));
        _pulse.Beat();
        Assert.Empty(Failed(_health.Report().Live));
    }

    [Fact]
    public void A_process_that_has_to_stop_is_not_alive()
    {
        _failure.Note("the journal stopped", "disk on fire");
        var check = Assert.Single(_health.Report().Live, check => check.Fault is not null);
        Assert.Equal(("process", "the journal stopped, and this process stops: disk on fire"), (check.Name, check.Fault));
    }

    private static IEnumerable<string> Failed(IReadOnlyList<HealthCheck> checks) =>
        checks.Where(check => check.Fault is not null).Select(check => check.Name);
}
