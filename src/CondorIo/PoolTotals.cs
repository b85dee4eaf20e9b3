namespace HtcondorActors.CondorIo;

/// <summary>What all slots of a pool have together, whether jobs use it now or not.</summary>
/// <param name="Slots">The number of slots. A partitionable slot counts once, and its dynamic slots do not count.</param>
/// <param name="Others">The amounts of the other resources that were asked for, by HTCondor's names; 0 if no slot has any.</param>
public sealed record PoolTotals(int Slots, long Cpus, long MemoryMiB, IReadOnlyDictionary<string, long> Others)
{
    /// <summary>True if any amount is smaller than the other's.</summary>
    public bool IsLessThan(PoolTotals other) =>
        Cpus < other.Cpus || MemoryMiB < other.MemoryMiB || other.Others.Any(each => Others.GetValueOrDefault(each.Key) < each.Value);
}

/// <summary>The result of a query for the totals of a pool; exactly one of both is there.</summary>
public sealed record PoolQuery(PoolTotals? Totals, CondorFailure? Failure)
{
    public static PoolQuery Of(PoolTotals totals) => new(totals, null);

    public static PoolQuery CannotTell(CondorFailure failure) => new(null, failure);
}
