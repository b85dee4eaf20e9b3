using Akka.Actor;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>An actor of which the process has only one, made by Akka: without it nothing goes on.</summary>
internal sealed record RequiredActor(string Name, IActorRef Actor);

/// <summary>What <see cref="WatchdogActor"/> works with.</summary>
/// <param name="Kept">It starts them, and starts them again.</param>
/// <param name="Vital">When one of these stops, the process ends.</param>
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
    /// <summary>So many beats without an answer, and the log and the ping say so.</summary>
    public const int BeatsUntilReported = 3;

    /// <summary>So many, and another actor takes its place.</summary>
    public const int BeatsUntilReplaced = 12;

    /// <summary>So long after a start the ping tells of it, and another one counts as one more in a row.</summary>
    public const int BeatsReported = 30;

    /// <summary>One more in a row ends the process.</summary>
    public const int RestartsAtMost = 5;

    /// <summary>How often each actor is asked whether it is there.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The process is being stopped: that actors stop is no news.</summary>
    public Func<bool> IsShuttingDown { get; init; } = () => false;
}
