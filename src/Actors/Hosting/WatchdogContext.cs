using Akka.Actor;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>A vital actor that Akka creates once per process. Without it the sidecar cannot work.</summary>
internal sealed record RequiredActor(string Name, IActorRef Actor);

/// <summary>The dependencies of <see cref="WatchdogActor"/>.</summary>
/// <param name="Kept">The actors that the watchdog starts and restarts.</param>
/// <param name="Vital">The actors whose stop ends the process.</param>
/// <param name="Pods">The shard region.</param>
internal sealed record WatchdogContext(
    IReadOnlyList<RestartableRef> Kept,
    IReadOnlyList<RequiredActor> Vital,
    IActorRef Pods,
    HealthBoard Health,
    FatalFailure Failure,
    ILogger<WatchdogActor> Log
)
{
    /// <summary>After so many beats without an answer, the log and the answer to a ping say so.</summary>
    public const int BeatsUntilReported = 3;

    /// <summary>After so many beats without an answer, a new actor takes the actor's place.</summary>
    public const int BeatsUntilReplaced = 12;

    /// <summary>
    /// For so many beats after a restart, the answer to a ping mentions it, and a further restart counts as one more in a row.
    /// </summary>
    public const int BeatsReported = 30;

    /// <summary>The most restarts in a row; one more ends the process.</summary>
    public const int RestartsAtMost = 5;

    /// <summary>The interval at which each actor is asked whether it answers.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs at each beat, before the actors are asked whether they answer.</summary>
    public Action AtEachBeat { get; init; } = () => { };

    /// <summary>True while the process is shutting down, when actors are expected to stop.</summary>
    public Func<bool> IsShuttingDown { get; init; } = () => false;
}
