namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// The Kubernetes node as the answer to a ping describes it. The amounts are totals, from which Kubernetes subtracts what the pods on the
/// node ask for. They are quantities in Kubernetes' form; null is unknown.
/// </summary>
public sealed record NodeReport(string? Cpu, string? Memory, string? Pods, IReadOnlyList<NodeAccelerator> Accelerators)
{
    /// <summary>True if HTCondor answered the last time that the queue was asked for.</summary>
    public bool QueueAnswers { get; init; }

    /// <summary>The totals of HTCondor's pool in words, and their time; null if they are unknown.</summary>
    public string? Pool { get; init; }
}

/// <summary>A device of the node.</summary>
/// <param name="Resource">Kubernetes' name, such as <c>nvidia.com/gpu</c>.</param>
/// <param name="Amount">A whole number.</param>
public sealed record NodeAccelerator(string Resource, string Amount);
