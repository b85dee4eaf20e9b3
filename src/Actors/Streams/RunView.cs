using System.Collections.ObjectModel;

namespace HtcondorActors.Actors.Streams;

/// <summary>What the stream of one run of a job has said so far about its containers; a fold over its frames
/// (docs/runner-stream.md).</summary>
internal sealed record RunView
{
    /// <summary>Names the run; another one means that HTCondor started the job again. Null before the first frame.</summary>
    public string? RunId { get; init; }
    public DateTimeOffset? BeganAt { get; init; }
    public IReadOnlyDictionary<string, ContainerRun> Containers { get; init; } = ReadOnlyDictionary<string, ContainerRun>.Empty;

    /// <summary>Names of containers in the order in which their exits were read, the last of each: which need not be that of their
    /// times.</summary>
    public IReadOnlyList<string> ExitOrder { get; init; } = [];

    /// <summary>The runner's last words that are about no container (why the pod could not be run at all ...), else null.</summary>
    public string? Note { get; init; }

    /// <summary>What the pod asked for and does not get on this node, one after the other; null: nothing is known of that.</summary>
    public string? Warnings { get; init; }

    /// <summary>The node could not run any container, and the runner has left it: the run ended without an end of the pod.</summary>
    public NodeFault? NodeFault { get; init; }

    /// <summary>Set by the end frame: nothing more comes from this run.</summary>
    public RunEnd? End { get; init; }

    public static RunView Empty { get; } = new();
}

/// <param name="Machine">As HTCondor names it (Machine in its ad).</param>
/// <param name="Words">What was found, one line.</param>
internal sealed record NodeFault(string Machine, string Words);

/// <summary>Why something ended, beside its exit code.</summary>
/// <param name="Stopped">The runner was told to stop (SIGTERM) before: whether this is the pod's end, only the job's state tells.</param>
internal abstract record EndDetails(int Code, DateTimeOffset At, bool Stopped)
{
    /// <summary>Kubernetes' word for why the runner ended the whole pod (<see cref="PodEndReasons"/>): final, whatever else is said; null:
    /// it did not.</summary>
    public string? PodEnd { get; init; }

    /// <summary>Nothing that HTCondor does later changes it.</summary>
    public bool IsFinal => PodEnd is not null || !Stopped;
}

internal sealed record RunEnd(int Code, DateTimeOffset At, bool Stopped) : EndDetails(Code, At, Stopped);
