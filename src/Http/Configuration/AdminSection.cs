using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>Where administrators reach the sidecar, and who of them may do what.</summary>
internal static class AdminSection
{
    public static ConfigSection Section { get; } =
        new(
            "Admin listener",
            "The commands pods, pod, logs, timeline, top, drain, retry and log-level use it (docs/command-line.md). interLink does not. "
                + "There is always a unix socket, which only the sidecar's own user and root may use. They may do everything. "
                + "An address for other machines is opened besides it when AdminHost is set. Each file is read again when it changes.",
            [
                Key.Line(
                    nameof(SidecarConfig.AdminSocket),
                    "Unix socket for administrators, of mode 0600. Empty: admin.sock in the data folder. If no socket can be there, the "
                        + "log warns, and there is none. A socket that is named here and cannot be opened stops the start.",
                    (c, v) => c with { AdminSocket = ListenKeys.SocketPath(v) },
                    "an absolute path of at most 100 bytes",
                    ListenKeys.IsSocket
                ),
                Key.Line(
                    nameof(SidecarConfig.AdminHost),
                    "Address for administrators on other machines. It needs TLS, and tokens or client certificates. Empty: none.",
                    (c, v) => c with { AdminHost = v },
                    "an IP address or localhost",
                    ListenKeys.IsHost
                ),
                Key.Whole(
                    nameof(SidecarConfig.AdminPort),
                    "TCP port of AdminHost. 0 takes a free port; the log names it at the start.",
                    0,
                    65535,
                    (c, v) => c with { AdminPort = v }
                ),
                Key.LocalPath(
                    nameof(SidecarConfig.AdminTlsCertFile),
                    "PEM file with the certificate of AdminHost and the certificates between it and its CA.",
                    (c, v) => c with { AdminTlsCertFile = v }
                ),
                Key.LocalPath(
                    nameof(SidecarConfig.AdminTlsKeyFile),
                    "PEM file with the key of AdminTlsCertFile, not encrypted. Other users must not be able to read it.",
                    (c, v) => c with { AdminTlsKeyFile = v }
                ),
                Key.LocalPath(
                    nameof(SidecarConfig.AdminReadTokenFile),
                    "File of bearer tokens that may read, one a line: TOKEN, or NAME TOKEN. Journal and log name the one who acts.",
                    (c, v) => c with { AdminReadTokenFile = v }
                ),
                Key.LocalPath(
                    nameof(SidecarConfig.AdminOperateTokenFile),
                    "File of bearer tokens that may also act (drain, retry, log-level), in the same form.",
                    (c, v) => c with { AdminOperateTokenFile = v }
                ),
                Key.LocalPath(
                    nameof(SidecarConfig.AdminClientCaFile),
                    "PEM file with the CAs of administrators' client certificates. A certificate of these CAs may read.",
                    (c, v) => c with { AdminClientCaFile = v }
                ),
                Key.Words(
                    nameof(SidecarConfig.AdminOperators),
                    "The common names (CN) of the client certificates that may also act.",
                    (c, v) => c with { AdminOperators = v },
                    "a list of common names"
                ),
            ]
        );
}
