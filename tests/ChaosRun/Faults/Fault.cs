namespace HtcondorActors.ChaosRun.Faults;

/// <summary>One kind of trouble. What it does to the pool or the sidecar it takes back itself before it is over.</summary>
/// <param name="kind">For the summary line.</param>
internal abstract class Fault(string kind)
{
    private static readonly TimeSpan HitWithinAtMost = TimeSpan.FromMinutes(1);

    public string Kind { get; } = kind;

    /// <summary>How much rarer than others, because it takes so long to get over.</summary>
    public virtual int Rarity => 1;

    /// <summary>No other trouble is made at the same time.</summary>
    public virtual bool IsAlone => false;

    /// <summary>How long it may take to be seen to have hit (<see cref="Pace"/>).</summary>
    protected TimeSpan HitWithin { get; private set; } = TimeSpan.FromSeconds(10);

    /// <summary>It has missed. What it needs may come rarely.</summary>
    public void BeMorePatient() => HitWithin = HitWithin < HitWithinAtMost ? HitWithin * 2 : HitWithin;

    /// <summary>True: it was seen to have hit; else it does not count.</summary>
    public abstract Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice);

    protected Task<bool> SeenAsync(ChaosEnvironment world, Func<bool> seen) => world.Pace.UntilAsync(seen, HitWithin);

    protected static Task ForAsync(Random dice, double atLeast, double atMost) =>
        Task.Delay(TimeSpan.FromSeconds(atLeast + dice.NextDouble() * (atMost - atLeast)));
}
