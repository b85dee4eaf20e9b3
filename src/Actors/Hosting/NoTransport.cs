using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// The transport of a cluster of one node. It opens no port, accepts no connection and reaches no other node. Akka.Cluster needs a
/// transport only for the address of the node. An open port without authentication would let any user of the host stop the sidecar's actors
/// (ADR 9).
/// </summary>
internal sealed class NoTransport : Transport
{
    private const string Scheme = "none";

    /// <summary>Akka creates the transport by reflection and needs this constructor.</summary>
    public NoTransport(ActorSystem system, Config config)
    {
        (System, Config) = (system, config);
        SchemeIdentifier = Scheme;
        MaximumPayloadBytes = 128_000;
    }

    public static Config Hocon { get; } =
        ConfigurationFactory.ParseString(
            $$"""
            akka.remote.enabled-transports = ["akka.remote.none"]
            akka.remote.none {
              transport-class = "{{typeof(NoTransport).AssemblyQualifiedName}}"
              applied-adapters = []
            }
            """
        );

    /// <summary>Akka passes the listener of associations through the returned source. No association ever arrives.</summary>
    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() =>
        Task.FromResult((new Address(Scheme, System.Name, "localhost", 1), new TaskCompletionSource<IAssociationEventListener>()));

    public override bool IsResponsibleFor(Address remote) => true;

    public override Task<AssociationHandle> Associate(Address remoteAddress) =>
        Task.FromException<AssociationHandle>(new InvalidAssociationException("this sidecar is one node and connects to no other"));

    public override Task<bool> Shutdown() => Task.FromResult(true);
}
