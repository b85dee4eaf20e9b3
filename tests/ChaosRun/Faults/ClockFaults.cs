namespace HtcondorActors.ChaosRun.Faults;

/// <summary>
/// The sidecar's clock is stepped, and after a while back again. Seen to have hit by the time that it tells in its answers. In every second
/// step the sidecar is killed first, so that one begins its life in a wrong time and ends it in the right one.
/// </summary>
internal sealed class ClockStepped() : Fault("clock stepped")
{
    // The first one is the worst: what is written then lies two days in the future.
    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromDays(2),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(-1),
        TimeSpan.FromSeconds(-90),
    ];
    private int _times;

    private static readonly TimeSpan NearEnough = TimeSpan.FromSeconds(20);

    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var step = Steps[_times++ % Steps.Length];
        world.Nodes.All[0].Clock.Step(step);
        if (_times % 2 == 1)
            await world.Sidecar.KillAsync();
        var seen = await world.Pace.UntilAsync(
            async () => await world.Nodes.All[0].TimeAsync() is { } told && (told - DateTimeOffset.UtcNow - step).Duration() < NearEnough,
            HitWithin
        );
        if (seen)
            await ForAsync(dice, 1, 5);
        world.Nodes.All[0].Clock.Step(TimeSpan.Zero);
        return seen;
    }
}
