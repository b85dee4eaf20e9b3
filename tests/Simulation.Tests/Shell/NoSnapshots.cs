using Akka.Actor;
using Akka.Persistence;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>Has no snapshot of anybody. Akka's own answers on another thread.</summary>
public sealed class NoSnapshots : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is LoadSnapshot load)
            Sender.Tell(new LoadSnapshotResult(null, load.ToSequenceNr));
    }
}
