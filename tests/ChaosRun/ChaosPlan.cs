namespace HtcondorActors.ChaosRun;

/// <summary>What a run does; everything that is thrown by dice follows from the seed.</summary>
/// <param name="Pods">How many, spread over the time of the faults.</param>
/// <param name="Faults">How long faults are injected at least; then all is healed and must come to rest.</param>
/// <param name="Points">At how many different points of its code the sidecar must have died.</param>
public sealed record ChaosPlan(int Seed, int Pods, TimeSpan Faults, int Points)
{
    /// <summary>
    /// How long may pass in which no kind of fault hits for the first time, and, once healed, in which nothing gets done
    /// (<see cref="Pace"/>).
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Jobs are spooled to the schedd as to one elsewhere, and their output is fetched.</summary>
    public bool Spooled { get; init; }

    /// <summary>The queue is put back from a backup at times. Some ends are lost then, so that the others are judged with it and
    /// without.</summary>
    public bool RestoresQueue { get; init; }

    /// <summary>
    /// The disk of the job folders is filled at times. HTCondor may then write a part of a job's output over and over, which nobody can
    /// tell from what the container wrote (see LogText): so only where it is asked for.
    /// </summary>
    public bool FillsJobDisk { get; init; }

    /// <summary>The logs stay after a good run, too.</summary>
    public bool KeepsLogs { get; init; }

    /// <summary>How many sidecars there are. Several have their own kinds of faults.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Only the kinds of faults that several nodes have.</summary>
    public bool OnlyNodeFaults { get; init; }

    public static ChaosPlan Short(int seed) => new(seed, 200, TimeSpan.FromSeconds(75), 25);

    /// <summary>The short run of several nodes.</summary>
    public static ChaosPlan ShortOfNodes(int seed) => new(seed, 90, TimeSpan.FromSeconds(90), 0) { Nodes = 3, OnlyNodeFaults = true };

    public static ChaosPlan Long(int seed, double minutes, int? pods) =>
        new(seed, pods ?? (int)(minutes * 90), TimeSpan.FromMinutes(minutes), 25);
}
