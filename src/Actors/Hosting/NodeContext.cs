using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>The dependencies of all actors.</summary>
/// <param name="RunnerProgram">Absolute path of the runner script that every job runs.</param>
/// <param name="Journal">Reads the journal.</param>
/// <param name="Writes">Whether the journal can be written.</param>
/// <param name="Pulse">Gets the beats of the watchdog.</param>
internal sealed record NodeContext(
    ActorsOptions Options,
    CondorIoOptions Condor,
    ICondorScheduler Scheduler,
    IJobFolders Folders,
    IJobOutput Output,
    StatusBoard Board,
    FetchBoard Fetches,
    HealthBoard Health,
    CondorBoard Answers,
    PodStates States,
    PodHistories Histories,
    OperatorBoard Operators,
    UnownedBoard Unowned,
    FatalFailure Failure,
    ProcessClock Clock,
    string RunnerProgram,
    IJournalStore Journal,
    JournalWork Writes,
    WatchdogPulse Pulse,
    ILoggerFactory Logs
)
{
    /// <summary>Null on the only node.</summary>
    public ClusterContext? Cluster { get; init; }

    /// <summary>Learns that an operator wants this node to leave.</summary>
    public required Departure Departure { get; init; }

    /// <summary>Told how many nodes share the limits.</summary>
    public required NodeShare Share { get; init; }

    /// <summary>The files that another node has staged for a create; null on the only node.</summary>
    public IStagedFiles? Staged { get; init; }
}
