using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Translation;

/// <summary>What the runner is told about one pod (docs/runner-stream.md, "The plan"). Holds env values and arguments: only ever written to the plan file.</summary>
internal sealed record RunnerPlan
{
    public required PodUid Uid { get; init; }
    public required string PodName { get; init; }
    public required string Namespace { get; init; }
    public required TimeSpan Grace { get; init; }
    public required string Apptainer { get; init; }
    public required string CommandPrefix { get; init; }

    /// <summary>Empty: no archive.</summary>
    public required string Archive { get; init; }
    public required IReadOnlyList<string> EmptyDirs { get; init; }
    public required IReadOnlyList<PlannedContainer> InitContainers { get; init; }
    public required IReadOnlyList<PlannedContainer> Containers { get; init; }
}

internal sealed record PlannedContainer
{
    public required string Name { get; init; }
    public required ContainerMode Mode { get; init; }

    /// <summary>A path or URI; empty for <see cref="ContainerMode.Host"/>.</summary>
    public string Image { get; init; } = "";
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Each <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];
    public string WorkingDir { get; init; } = "";
    public IReadOnlyList<string> Options { get; init; } = [];
    public IReadOnlyList<PlannedBind> Binds { get; init; } = [];
}

internal enum ContainerMode
{
    /// <summary>The pod's command replaces the image's entrypoint.</summary>
    Exec,
    /// <summary>The image's entrypoint, with the pod's arguments if it has any.</summary>
    Run,
    /// <summary>No container at all.</summary>
    Host,
}

/// <param name="Source">Relative to the job's folder.</param>
/// <param name="Target">Absolute, inside the container.</param>
internal sealed record PlannedBind(string Source, string Target, bool ReadOnly);
