using System.Text.Json.Serialization;
using CommunityToolkit.HighPerformance.Buffers;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// A pod turned into a job: its outline (which has no user data except names), and the job's input files (the only place with the pod's
/// values and secrets).
/// </summary>
internal sealed record PlannedPod(PodOutline Outline, IReadOnlyList<JobFile> Files)
{
    /// <summary>The content of the plan file, before it became text.</summary>
    internal RunnerPlan? Plan { get; init; }
}

/// <summary>What is kept of a pod for its life. It is persisted, and has no values of variables, no arguments and no secrets.</summary>
internal sealed record PodOutline
{
    public required PodUid Uid { get; init; }
    public required string Name { get; init; }
    public required string Namespace
    {
        get;
        init => field = StringPool.Shared.GetOrAdd(value);
    }

    /// <summary>The names of the pod's owner and of its Kubernetes node, for people who look at the queue (<c>JobNames</c>).</summary>
    public string? OwnerName
    {
        get;
        init => field = value is null ? null : StringPool.Shared.GetOrAdd(value);
    }
    public string? NodeName
    {
        get;
        init => field = value is null ? null : StringPool.Shared.GetOrAdd(value);
    }
    public required IReadOnlyList<ContainerOutline> InitContainers { get; init; }
    public required IReadOnlyList<ContainerOutline> Containers { get; init; }

    /// <summary>The time between SIGTERM and SIGKILL for the pod's processes.</summary>
    public required TimeSpan Grace { get; init; }
    public required int Cpus { get; init; }
    public required long MemoryMiB { get; init; }
    public long? DiskKiB { get; init; }
    public int Gpus { get; init; }

    /// <summary>
    /// Further submit commands (accounting_group, requirements ...) in order, each name once, with the values of the submit file.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> SubmitCommands { get; init; } = [];

    /// <summary>The names of the job's input files.</summary>
    public required IReadOnlyList<string> InputFiles { get; init; }

    /// <summary>What the pod asks for and does not get, one line each. The pod's status and the log show these warnings.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// The digest of the spec in the first create. A create with another digest is another pod's. 0 if the pod was accepted by a version
    /// without digests of this kind. See <c>SpecDigest</c>.
    /// </summary>
    public UInt128 SpecDigest { get; init; }

    /// <summary>
    /// True if a job script runs for all containers together. The stream then has only the first container, which stands for all.
    /// </summary>
    public bool IsJobScript { get; init; }
}

/// <param name="IsSidecar">True for a sidecar container: an init container that keeps running beside the main containers.</param>
/// <param name="IsNotOffloaded">True if the container is not in the job (interlink.eu/disable-offload-containers). Every status must list
/// it all the same.</param>
/// <param name="MayRestart">True if the runner restarts the container. Then an end may not be its last while the job runs.</param>
/// <param name="EndsWithSuccess">With <paramref name="MayRestart"/>: true if an end with exit code 0 is final (restart on failure
/// only).</param>
internal sealed record ContainerOutline(
    string Name,
    string Image,
    bool IsSidecar = false,
    [property: JsonPropertyName("IsElsewhere")] bool IsNotOffloaded = false,
    bool MayRestart = false,
    bool EndsWithSuccess = false
)
{
    // A thousand pods of one user have the same names and images, which share one string each. Both stay first in the journal's JSON, as in
    // all earlier entries.
    [JsonPropertyOrder(-2)]
    public string Name { get; init; } = StringPool.Shared.GetOrAdd(Name);

    [JsonPropertyOrder(-1)]
    public string Image { get; init; } = StringPool.Shared.GetOrAdd(Image);
}

/// <summary>Either a plan, or the reason why there is none (one line that names each field at fault).</summary>
internal readonly record struct PlanResult(PlannedPod? Plan, string? Refusal);
