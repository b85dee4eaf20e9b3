using System.Collections.ObjectModel;

namespace HtcondorActors.Actors.Streams;

/// <summary>What the stream of one run of a job has shown so far: a fold over its frames (docs/runner-stream.md).</summary>
internal sealed record RunView
{
    /// <summary>The run's id; a different id means that HTCondor started the job again. Null before the first frame.</summary>
    public string? RunId { get; init; }
    public DateTimeOffset? BeganAt { get; init; }
    public IReadOnlyDictionary<string, ContainerRun> Containers { get; init; } = ReadOnlyDictionary<string, ContainerRun>.Empty;

    /// <summary>Container names in the order in which their last exits were read. The times of the exits may have another order.</summary>
    public IReadOnlyList<string> ExitOrder { get; init; } = [];

    /// <summary>The runner's last note about the pod as a whole (why it could not be run at all ...), or null.</summary>
    public string? Note { get; init; }

    /// <summary>What the pod asked for and does not get on this node, joined into one text; null if there are no warnings.</summary>
    public string? Warnings { get; init; }

    /// <summary>Set if the node could not run any container. The runner then ended the run without ending the pod.</summary>
    public NodeFault? NodeFault { get; init; }

    /// <summary>Set by the end frame, after which this run writes nothing more.</summary>
    public RunEnd? End { get; init; }

    public static RunView Empty { get; } = new();
}

/// <param name="Machine">HTCondor's name of the node (Machine in its ad).</param>
/// <param name="Words">What is wrong with the node, on one line.</param>
internal sealed record NodeFault(string Machine, string Words);

/// <summary>How a container or a run ended.</summary>
/// <param name="Stopped">True if the runner had received SIGTERM before. Then only the job's state shows whether this is the pod's
/// end.</param>
internal abstract record EndDetails(int Code, DateTimeOffset At, bool Stopped)
{
    /// <summary>
    /// Kubernetes' reason why the runner ended the whole pod (<see cref="PodEndReasons"/>). Such an end is always final. Null if the runner
    /// did not end the pod.
    /// </summary>
    public string? PodEnd { get; init; }

    /// <summary>True if nothing that HTCondor does later changes this end.</summary>
    public bool IsFinal => PodEnd is not null || !Stopped;
}

internal sealed record RunEnd(int Code, DateTimeOffset At, bool Stopped) : EndDetails(Code, At, Stopped);
