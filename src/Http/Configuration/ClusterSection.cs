using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>Several sidecars as one.</summary>
internal static class ClusterSection
{
    public static ConfigSection Section { get; } =
        new(
            "Several nodes",
            "Several sidecars serve the pods of one schedd together (docs/several-nodes.md). They share the data folder and the database "
                + "of JournalDatabase, where they find each other. Without ClusterHost the sidecar is alone and opens no port for others.",
            [
                Key.Line(
                    nameof(SidecarConfig.ClusterHost),
                    "The name or address by which the other nodes reach this one. Empty: this is the only node.",
                    (c, v) => c with { ClusterHost = v },
                    "a host name or an IPv4 address",
                    text => ListenKeys.IsHostName(text) && !text.Contains(':', StringComparison.Ordinal)
                ) with
                {
                    Variable = ConfigReading.ClusterHostVariable,
                },
                Key.Whole(
                    nameof(SidecarConfig.ClusterPort),
                    "The TCP port for the other nodes.",
                    1,
                    65535,
                    (c, v) => c with { ClusterPort = v }
                ),
                Key.Line(
                    nameof(SidecarConfig.ClusterBindHost),
                    "The address to listen on. Empty: that of ClusterHost.",
                    (c, v) => c with { ClusterBindHost = v },
                    "an IP address or localhost",
                    ListenKeys.IsHost
                ),
                Key.LocalPath(
                    nameof(SidecarConfig.ClusterCaFile),
                    "PEM file with the CAs of all nodes' certificates. Use a CA of its own: each holder of its certificates may join.",
                    (c, v) => c with { ClusterCaFile = v }
                ),
                Key.LocalPath(
                    nameof(SidecarConfig.ClusterCertFile),
                    "PEM file with this node's certificate, for server and client.",
                    (c, v) => c with { ClusterCertFile = v }
                ),
                Key.LocalPath(
                    nameof(SidecarConfig.ClusterKeyFile),
                    "PEM file with the key of ClusterCertFile, not encrypted. Other users must not be able to read it.",
                    (c, v) => c with { ClusterKeyFile = v }
                ),
            ]
        );
}
