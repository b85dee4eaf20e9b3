namespace HtcondorActors.Cli.Operators;

/// <summary>The orders of the list of pods, for the help. The server knows what they mean, and a test compares the two.</summary>
internal static class PodFields
{
    public static IReadOnlyList<string> Sorts { get; } =
    ["namespace", "name", "since", "accepted", "stage", "reason", "restarts", "job", "cpus", "memory", "usedMemory", "usedCpu", "nextTry"];
}
