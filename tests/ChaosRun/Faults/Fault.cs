namespace HtcondorActors.ChaosRun.Faults;

/// <summary>One kind of trouble. What it does to the pool or the sidecar it takes back itself before it is over.</summary>
/// <param name="kind">For the summary line.</param>
internal abstract class Fault(string kind)
{
    protected static readonly TimeSpan HitWithin = TimeSpan.FromSeconds(10);

    public string Kind { get; } = kind;

    /// <summary>How much rarer than others, because it takes so long to get over.</summary>
    public virtual int Rarity => 1;

    /// <summary>True: it was seen to have hit; else it does not count.</summary>
    public abstract Task<bool> HitAsync(World world, IReadOnlyCollection<Subject> pods, Random dice);

    protected static async Task<bool> SeenAsync(Func<bool> seen, TimeSpan? within = null)
    {
        for (var deadline = DateTimeOffset.UtcNow + (within ?? HitWithin); DateTimeOffset.UtcNow < deadline; await Task.Delay(50))
            if (seen()) return true;
        return seen();
    }

    protected static Task ForAsync(Random dice, double atLeast, double atMost) => Task.Delay(TimeSpan.FromSeconds(atLeast + dice.NextDouble() * (atMost - atLeast)));
}
