namespace HtcondorActors.CondorIo;

/// <summary>What each slot of the pool has of some resources, in all and now.</summary>
/// <param name="Names">HTCondor's names of the resources.</param>
/// <param name="Slots">One entry for each slot: the amounts that it has in all, and after them those that are free now, both in the order
/// of the names. Null: its ad does not say.</param>
internal sealed record SlotAmounts(IReadOnlyList<string> Names, IReadOnlyList<double?[]> Slots)
{
    /// <summary>The attributes to ask for.</summary>
    public static IReadOnlyList<string> AttributesOf(IReadOnlyList<string> names) => [.. names.Select(SlotAds.Attribute), .. names];

    /// <summary>The most that any slot has in all. Null if that is not certain: every slot has CPUs, memory and disk.</summary>
    public double? Largest(string name)
    {
        var at = IndexOf(name);
        if (at < 0 || Slots.Count == 0 || (IsInEverySlot(name) && Slots.Any(slot => slot[at] is null)))
            return null;
        return Slots.Max(slot => slot[at] ?? 0);
    }

    /// <summary>True if some slot has all of this at once.</summary>
    /// <param name="requests">The amounts by HTCondor's names.</param>
    /// <param name="isFree">True: as much of each that no job uses it now.</param>
    public bool HasSlotWith(IReadOnlyDictionary<string, long> requests, bool isFree) =>
        Slots.Any(slot =>
            requests.All(request =>
                IndexOf(request.Key) is >= 0 and var at && slot[isFree ? at + Names.Count : at] is { } has && has >= request.Value
            )
        );

    private int IndexOf(string name)
    {
        for (var at = 0; at < Names.Count; at++)
            if (Names[at].Equals(name, StringComparison.OrdinalIgnoreCase))
                return at;
        return -1;
    }

    private static bool IsInEverySlot(string name) => name.ToUpperInvariant() is "CPUS" or "MEMORY" or "DISK";
}
