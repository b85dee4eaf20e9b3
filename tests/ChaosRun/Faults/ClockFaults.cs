namespace HtcondorActors.ChaosRun.Faults;

/// <summary>The sidecar's clock is stepped, and after a while back again. Seen to have hit by the time that it tells in its answers.</summary>
internal sealed class ClockStepped() : Fault("clock stepped")
{
    private static readonly TimeSpan[] Steps = [TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.FromDays(2), TimeSpan.FromSeconds(-90)];
    private static readonly TimeSpan NearEnough = TimeSpan.FromSeconds(20);

    public override async Task<bool> HitAsync(World world, IReadOnlyCollection<Subject> pods, Random dice)
    {
        var step = Steps[dice.Next(Steps.Length)];
        world.Clock.Step(step);
        var seen = false;
        for (var deadline = DateTimeOffset.UtcNow + HitWithin; !seen && DateTimeOffset.UtcNow < deadline; await Task.Delay(200))
            seen = await world.InterLink.TimeAsync() is { } told && (told - DateTimeOffset.UtcNow - step).Duration() < NearEnough;
        if (seen) await ForAsync(dice, 1, 5);
        world.Clock.Step(TimeSpan.Zero);
        return seen;
    }
}
