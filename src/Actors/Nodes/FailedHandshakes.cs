using Akka;
using Akka.Actor;
using Akka.Cluster;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// Keeps a node alive when a TLS handshake with another node fails. Akka.NET shuts the whole actor system down then (akka.net, pull request
/// 7839). So anybody who listens on the port of a dead node could end all others, and so could a node that is killed in its handshake.
/// </summary>
internal static class FailedHandshakes
{
    private static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(4);

    // The type is internal.
    private const string Reason = "TlsHandshakeFailureReason";

    /// <summary>The phases after a failed one are not carried out, and a system ends without them where it must.</summary>
    public const string Hocon = """
        akka.coordinated-shutdown.phases.before-service-unbind.recover = off
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        """;

    /// <summary>Makes the shutdown fail in its first phase if a handshake is its reason.</summary>
    public static void EndNothing(ActorSystem system) =>
        CoordinatedShutdown
            .Get(system)
            .AddTask(
                CoordinatedShutdown.PhaseBeforeServiceUnbind,
                "failed-handshakes",
                () =>
                    IsReason(system)
                        ? Task.FromException<Done>(new InvalidOperationException("a failed handshake ends nothing"))
                        : Task.FromResult(Done.Instance)
            );

    /// <summary>True if Akka.NET has tried to shut down for this reason. It can do so only once, so a stop needs <see cref="LeaveAsync"/>.
    /// </summary>
    public static bool IsReason(ActorSystem system) => CoordinatedShutdown.Get(system).ShutdownReason?.GetType().Name == Reason;

    /// <summary>Leaves the other nodes, and ends.</summary>
    public static async Task LeaveAsync(ActorSystem system)
    {
        // Without the shutdown's phases nobody confirms that it has left, so it waits for a moment only.
        await Task.WhenAny(Cluster.Get(system).LeaveAsync(), Task.Delay(LeaveWithin));
        await system.Terminate();
    }
}
