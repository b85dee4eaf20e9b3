using Akka.Actor;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Pods;

/// <summary>What every pod on this node shares.</summary>
/// <param name="RunnerProgram">Absolute path of the runner script that every job runs.</param>
/// <param name="Waiting">The pods that wait for an unreachable scheduler.</param>
internal sealed record PodContext(
    ActorsOptions Options,
    TimeProvider Clock,
    StatusBoard Board,
    SchedulerLanes Scheduler,
    IJobFolders Folders,
    string RunnerProgram,
    PodsWaitingForScheduler Waiting,
    ILogger<PodActor> Log
)
{
    public Retries Retries { get; } = new();

    /// <summary>The states that operators read.</summary>
    public PodStates States { get; init; } = new();

    /// <summary>What happened to each pod.</summary>
    public PodHistories Histories { get; init; } = new(Clock, Options.RetainFinished);

    public FaultyNodes FaultyNodes { get; } = new(Clock, Log);

    /// <summary>The schedd to which this node's jobs go; null while its name is not known.</summary>
    public Func<ScheddName?> Schedd { get; init; } = () => null;

    /// <summary>The pods of all nodes; null on the only node.</summary>
    public Func<IActorRef>? Pods { get; init; }

    /// <summary>The files that another node has staged for a create.</summary>
    public IStagedFiles? Staged { get; init; }

    /// <summary>The running jobs whose output is fetched; null if HTCondor itself delivers it.</summary>
    public FetchBoard? Fetches { get; init; }

    /// <summary>Makes the file by which the pod can adopt its job after a loss of the journal; null: none is kept.</summary>
    public Func<PodOutline, ScheddName?, JobFile>? OutlineFile { get; init; }

    public PodTroubles Troubles { get; init; } = new(Clock, Log, Waiting);

    /// <summary>How far the wall clock is ahead of <see cref="Clock"/>, for times that the schedd wrote.</summary>
    public Func<TimeSpan> WallAhead { get; init; } = () => TimeSpan.Zero;
}
