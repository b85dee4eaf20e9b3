namespace HtcondorActors.Actors.Protocol;

/// <summary>Who did what a line of a timeline tells.</summary>
public enum TimelineLane
{
    /// <summary>A request, or an answer that changed.</summary>
    Kubernetes,
    Sidecar,
    Htcondor,
    Container,
}

/// <summary>One line of a pod's history.</summary>
/// <param name="At">When it happened or was seen. The times of containers come from the clock of the execute node.</param>
/// <param name="What">Two or three words that stay the same, such as <c>job idle</c>.</param>
/// <param name="Detail">What is special this time, on one line; null if there is nothing to add.</param>
/// <param name="IsDurable">True if the journal has it. Other lines are lost when the sidecar is restarted.</param>
public sealed record TimelineEntry(DateTimeOffset At, TimelineLane Lane, string What, string? Detail, bool IsDurable)
{
    /// <summary>How often this happened in a row.</summary>
    public int Times { get; init; } = 1;

    /// <summary>
    /// True if the sidecar read this from the job's output again after a start. The line then stands where its time belongs, if the clocks
    /// of the execute node and the sidecar agree.
    /// </summary>
    public bool IsReadAgain { get; init; }

    /// <summary>The last of these times; null if it happened once.</summary>
    public DateTimeOffset? LastAt { get; init; }
}

/// <summary>The history of one pod, the oldest line first.</summary>
/// <param name="LostBefore">Lines that the journal does not have are missing before this time; null if none is missing.</param>
/// <param name="WhyLost">Why they are missing, in words.</param>
public sealed record PodTimeline(
    PodUid Uid,
    string Namespace,
    string Name,
    IReadOnlyList<TimelineEntry> Entries,
    DateTimeOffset? LostBefore,
    string? WhyLost
);

/// <summary>What the sidecar knew and answered at a moment of the past.</summary>
/// <param name="At">The time of the last fact that counts.</param>
/// <param name="Status">The answer to a status request (JSON); null if the answer left the pod out.</param>
/// <param name="LostBefore">As in <see cref="PodTimeline"/>: before this time the answer rests on the journal alone.</param>
public sealed record PodAtTime(DateTimeOffset At, PodOverview Overview, string? Status, DateTimeOffset? LostBefore, string? WhyLost);
