using Akka.Actor;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>Hands on what Akka.Persistence asks of a journal.</summary>
public sealed class SimulatedJournalActor : UntypedActor
{
    private readonly WorldSetup _setup = Context.System.Settings.Setup.Get<WorldSetup>().Value;

    /// <inheritdoc/>
    protected override void OnReceive(object message) => _setup.Journal?.Ask(message);
}
