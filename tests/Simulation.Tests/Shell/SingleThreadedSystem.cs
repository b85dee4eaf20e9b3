using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>
/// An actor system in which everything happens on the thread that tells something, before the telling returns, and in which time goes on
/// only when it is told to. So a story with real actors is the same each time.
/// </summary>
internal sealed class SingleThreadedSystem : IDisposable
{
    private static readonly Config Hocon = ConfigurationFactory
        .ParseString(
            $$"""
            akka {
              loglevel = OFF
              stdout-loglevel = OFF
              log-dead-letters = off
              log-dead-letters-during-shutdown = off
              loggers = []
              scheduler.implementation = "{{typeof(StoryScheduler).AssemblyQualifiedName}}"
              actor.default-dispatcher.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
              actor.internal-dispatcher.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
              persistence.journal.plugin = "simulated"
              persistence.snapshot-store.plugin = "no-snapshots"
            }
            simulated {
              class = "{{typeof(SimulatedJournalActor).AssemblyQualifiedName}}"
              plugin-dispatcher = "akka.actor.default-dispatcher"
            }
            no-snapshots {
              class = "{{typeof(NoSnapshots).AssemblyQualifiedName}}"
              plugin-dispatcher = "akka.actor.default-dispatcher"
            }
            """
        )
        .WithFallback(RecordingMailbox.Hocon);

    private readonly WorldSetup _world = new();
    private IActorRef _region = ActorRefs.Nobody;
    private int _regions;

    public SingleThreadedSystem() => System = ActorSystem.Create("one-thread", BootstrapSetup.Create().WithConfig(Hocon).And(_world));

    public ActorSystem System { get; }

    /// <summary>The thread.</summary>
    public int Id { get; } = Environment.CurrentManagedThreadId;

    /// <summary>Another world lives from now on: the pods of the one before are stopped, and nothing of them is heard.</summary>
    public void Begin(SimulatedJournal journal, Action<string, object> heard)
    {
        (_world.Journal, _world.Heard) = (null, (_, _) => { });
        if (!_region.IsNobody())
            System.Stop(_region);
        Advance(TimeSpan.FromDays(1)); // what they had put off is over too
        (_world.Journal, _world.Heard) = (journal, heard);
    }

    /// <summary>Where the pods live from now on.</summary>
    public IActorRef Start(Props region) => _region = System.ActorOf(region, $"pods-{_regions++}");

    public void Advance(TimeSpan time) => ((StoryScheduler)System.Scheduler).Advance(time);

    public void Dispose() => System.Terminate().Wait(TimeSpan.FromSeconds(30));
}

/// <summary>How the actor system finds the world that lives now.</summary>
internal sealed class WorldSetup : Setup
{
    public SimulatedJournal? Journal { get; set; }

    /// <summary>Is given the name of each pod that takes a message, and the message.</summary>
    public Action<string, object> Heard { get; set; } = (_, _) => { };
}
