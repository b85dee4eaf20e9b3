using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>Where interLink reaches the sidecar, and who may connect.</summary>
internal static class ListenerSection
{
    public static ConfigSection Section { get; } =
        new(
            "Listener",
            "interLink can send a plugin neither a certificate nor a token. Keep the listener local: a unix socket is best.",
            [
                Key.Line(
                    nameof(SidecarConfig.SidecarHost),
                    "Address to listen on. An address other than loopback needs TLS with client certificates or tokens, or "
                        + "InsecureListen.",
                    (c, v) => c with { SidecarHost = v },
                    "an IP address or localhost",
                    ListenKeys.IsHost
                ),
                Key.Whole(
                    nameof(SidecarConfig.SidecarPort),
                    "TCP port to listen on. 0 takes a free port; the first line of the log names it.",
                    0,
                    65535,
                    (c, v) => c with { SidecarPort = v }
                ) with
                {
                    Flag = "--port",
                    Variable = ConfigReading.PortVariable,
                },
                Key.Line(
                    nameof(SidecarConfig.Socket),
                    "Unix socket to listen on, instead of host and port. unix:///path is taken too.",
                    (c, v) => c with { Socket = ListenKeys.SocketPath(v) },
                    "an absolute path of at most 100 bytes",
                    ListenKeys.IsSocket
                ),
                ListenKeys.Mode(
                    nameof(SidecarConfig.SocketMode),
                    "The mode of Socket: who may connect. If interLink's API server has another user, use 0660 with SocketGroup.",
                    (c, v) => c with { SocketMode = v }
                ),
                ListenKeys.Group(
                    nameof(SidecarConfig.SocketGroup),
                    "The group that Socket belongs to: one that the API server's user is in. Empty: the group of the sidecar's user.",
                    (c, v) => c with { SocketGroup = v }
                ),
                Key.Words(
                    nameof(SidecarConfig.AllowedHosts),
                    "Names by which callers may address this sidecar (header Host), besides its own address and localhost. A request "
                        + "with another name, and every request of a web page (header Origin), is refused with 403.",
                    (c, v) => c with { AllowedHosts = v },
                    "a list of host names or IP addresses, without ports,",
                    ListenKeys.IsHostName
                ),
                Key.LocalPath(
                    nameof(SidecarConfig.TlsCertFile),
                    "PEM file with the server's certificate and the certificates between it and its CA. With TlsKeyFile: HTTPS. "
                        + "Certificates, keys and tokens are read again when their files change.",
                    (c, v) => c with { TlsCertFile = v }
                ),
                Key.LocalPath(
                    nameof(SidecarConfig.TlsKeyFile),
                    "PEM file with the key of TlsCertFile, not encrypted. Other users must not be able to read it.",
                    (c, v) => c with { TlsKeyFile = v }
                ),
                Key.LocalPath(
                    nameof(SidecarConfig.TlsClientCaFile),
                    "PEM file with the CAs of client certificates. Only callers with a certificate of these CAs are let in. Empty: no "
                        + "client certificate is asked for.",
                    (c, v) => c with { TlsClientCaFile = v }
                ),
                Key.LocalPath(
                    nameof(SidecarConfig.TokenFile),
                    "File of bearer tokens, one a line, of 16 to 4096 characters each. Other users must not be able to read it. "
                        + "Empty: no token is asked for.",
                    (c, v) => c with { TokenFile = v }
                ),
                Key.Truth(
                    nameof(SidecarConfig.InsecureListen),
                    "true: the sidecar starts although strangers could connect (another address without TLS, a socket for everybody). "
                        + "It warns at every start.",
                    (c, v) => c with { InsecureListen = v }
                ),
                Key.Whole(
                    nameof(SidecarConfig.MaxBodiesMiB),
                    "Memory for the bodies of all creates that are under way. Further creates wait.",
                    64,
                    1048576,
                    (c, v) => c with { MaxBodiesMiB = v }
                ) with
                {
                    Unit = "MiB",
                },
                Key.Whole(
                    nameof(SidecarConfig.BodyTimeLimitSeconds),
                    "Time limit for all bytes of one body. A body slower than 1024 bytes a second is refused earlier.",
                    1,
                    3600,
                    (c, v) => c with { BodyTimeLimitSeconds = v }
                ) with
                {
                    Unit = "seconds",
                },
            ]
        );
}
