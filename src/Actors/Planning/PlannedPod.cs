using System.Text.Json.Serialization;
using CommunityToolkit.HighPerformance.Buffers;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// A pod turned into a job: what is remembered about it (no user data in it beyond names), what the scheduler is asked for, and
/// the files that go with the job (the only place where the pod's values and secrets are).
/// </summary>
internal sealed record PlannedPod(PodOutline Outline, IReadOnlyList<JobFile> Files)
{
    /// <summary>What the plan file says, before it was text.</summary>
    internal RunnerPlan? Plan { get; init; }
}

/// <summary>What must be known of a pod for the rest of its life. Persisted; holds no env values, arguments or secrets.</summary>
internal sealed record PodOutline
{
    public required PodUid Uid { get; init; }
    public required string Name { get; init; }
    public required string Namespace
    {
        get;
        init => field = StringPool.Shared.GetOrAdd(value);
    }
    public required IReadOnlyList<ContainerOutline> InitContainers { get; init; }
    public required IReadOnlyList<ContainerOutline> Containers { get; init; }

    /// <summary>SIGTERM to SIGKILL for the pod's processes.</summary>
    public required TimeSpan Grace { get; init; }
    public required int Cpus { get; init; }
    public required long MemoryMiB { get; init; }
    public long? DiskKiB { get; init; }
    public int Gpus { get; init; }

    /// <summary>Further submit commands (accounting_group, requirements ...), each name once, in order; values as they stand in the submit
    /// file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> SubmitCommands { get; init; } = [];

    /// <summary>Names of the files that go with the job.</summary>
    public required IReadOnlyList<string> InputFiles { get; init; }

    /// <summary>What the pod asks for and does not get, one line each, harmless: told in its status and in the log.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// Of the pod as it was first created; a create with another one is another pod's. 0: accepted before digests of this kind were kept.
    /// See <c>SpecDigest</c>.
    /// </summary>
    public UInt128 SpecDigest { get; init; }

    /// <summary>A job script is run for all containers together: the stream tells of the first one only, and it stands for all.</summary>
    public bool IsJobScript { get; init; }
}

/// <param name="IsSidecar">An init container that goes on beside the containers.</param>
/// <param name="IsNotOffloaded">Not offloaded (interlink.eu/disable-offload-containers): it is not in the job, but the caller wants to hear
/// of it.</param>
/// <param name="MayRestart">The runner starts it again by itself: an end is not its last one while the job goes on.</param>
/// <param name="EndsWithSuccess">With <paramref name="MayRestart"/>: an exit code of 0 is its last one all the same (restart on failure
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
    // A thousand pods of one user have the same: one text of each is enough. First in the journal, where they always were.
    [JsonPropertyOrder(-2)]
    public string Name { get; init; } = StringPool.Shared.GetOrAdd(Name);

    [JsonPropertyOrder(-1)]
    public string Image { get; init; } = StringPool.Shared.GetOrAdd(Image);
}

/// <summary>Either a plan or the reason why this pod cannot be one (one line that names each field at fault).</summary>
internal readonly record struct PlanResult(PlannedPod? Plan, string? Refusal);
