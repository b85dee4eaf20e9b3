namespace HtcondorActors.ChaosRun;

/// <summary>What a run does; everything that is thrown by dice follows from the seed.</summary>
/// <param name="Pods">How many, spread over the time of the faults.</param>
/// <param name="Faults">How long faults are injected; then all is healed and must come to rest.</param>
/// <param name="Rest">Within which everything must have come to rest.</param>
public sealed record ChaosPlan(int Seed, int Pods, TimeSpan Faults, TimeSpan Rest)
{
    public static ChaosPlan Short(int seed) => new(seed, 150, TimeSpan.FromSeconds(55), TimeSpan.FromSeconds(120));

    public static ChaosPlan Long(int seed, double minutes, int? pods) =>
        new(seed, pods ?? (int)(minutes * 90), TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(5));
}
