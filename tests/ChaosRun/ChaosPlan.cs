namespace HtcondorActors.ChaosRun;

/// <summary>What a run does; everything that is thrown by dice follows from the seed.</summary>
/// <param name="Pods">How many, spread over the time of the faults.</param>
/// <param name="Faults">How long faults are injected; then all is healed and must come to rest.</param>
/// <param name="Rest">Healed, it must come to rest: never may so long pass in which nothing gets done.</param>
/// <param name="Points">At how many different points of its code the sidecar must have died.</param>
public sealed record ChaosPlan(int Seed, int Pods, TimeSpan Faults, TimeSpan Rest, int Points)
{
    /// <summary>On a busy machine not every fault has hit when its time is over: as long as then, with more pods meanwhile.</summary>
    public static readonly TimeSpan LongerAtMost = TimeSpan.FromMinutes(5);

    public static ChaosPlan Short(int seed) => new(seed, 200, TimeSpan.FromSeconds(75), TimeSpan.FromMinutes(2), 25);

    public static ChaosPlan Long(int seed, double minutes, int? pods) =>
        new(seed, pods ?? (int)(minutes * 90), TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(2), 25);
}
