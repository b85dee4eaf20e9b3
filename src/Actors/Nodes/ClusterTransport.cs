using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// The settings of Akka.NET for one of several nodes: remoting over mutual TLS, and who goes on when the nodes lose each other. ADR 20 has
/// the reasons, and what was measured.
/// </summary>
internal static class ClusterTransport
{
    private const string Lease = "akka.cluster.pods-lease";

    /// <summary>Among the roles of each node: the token with which its process writes the journal.</summary>
    private const string WriterRole = "writer-";

    /// <param name="node">This node.</param>
    /// <param name="token">The token with which this process writes the journal.</param>
    public static Config Hocon(ClusterNode node, string token) =>
        ConfigurationFactory
            .ParseString(
                $$"""
                akka.remote {
                  enabled-transports = ["akka.remote.dot-netty.tcp"]
                  log-remote-lifecycle-events = off
                  retry-gate-closed-for = 1s
                  dot-netty.tcp {
                    hostname = "{{node.BindHost}}"
                    public-hostname = "{{node.Host}}"
                    port = {{node.Port}}
                    enable-ssl = true
                    maximum-frame-size = 4194304b
                    send-buffer-size = 4194304b
                    receive-buffer-size = 4194304b
                  }
                }
                akka.cluster {
                  roles = ["{{WriterRole}}{{token}}"]
                  failure-detector { acceptable-heartbeat-pause = 8s, threshold = 12.0 }
                  downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
                  split-brain-resolver {
                    active-strategy = lease-majority
                    stable-after = 6s
                    down-all-when-unstable = off
                    lease-majority { lease-implementation = "{{Lease}}", acquire-lease-delay-for-minority = 2s }
                  }
                  pods-lease { lease-class = "{{typeof(PostgresLease).AssemblyQualifiedName}}" }
                  sharding {
                    rebalance-interval = 5s
                    waiting-for-state-timeout = 5s
                    updating-state-timeout = 3s
                    coordinator-state { write-majority-plus = 0, read-majority-plus = 0 }
                    distributed-data.majority-min-cap = 2
                  }
                  distributed-data.durable.keys = []
                }
                """
            )
            .WithFallback(WireSerializer.Hocon)
            .WithFallback(ConfigurationFactory.ParseString(FailedHandshakes.Hocon));

    /// <summary>The certificates of this node, and whose it accepts.</summary>
    public static Setup Certificates(ClusterNode node, PeerCertificates peers) =>
        new DotNettySslSetup(
            node.Certificate,
            suppressValidation: false,
            requireMutualAuthentication: true,
            customValidator: (certificate, _, peer, _, _) => peers.IsAccepted(certificate, peer)
        );

    /// <summary>The token of a member's process; null if it has none.</summary>
    public static string? TokenOf(IEnumerable<string> roles) =>
        roles.FirstOrDefault(role => role.StartsWith(WriterRole, StringComparison.Ordinal))?[WriterRole.Length..];
}
