using HtcondorActors.CondorIo;
using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>How the condor tools reach the schedd.</summary>
internal static class SchedulerSection
{
    /// <summary>HTCondor's word for: read no configuration file, the environment says all.</summary>
    public const string OnlyEnvironment = "ONLY_ENV";

    public static ConfigSection Section { get; } =
        new(
            "Scheduler",
            "Empty: HTCondor's own configuration decides.",
            [
                Key.Line(
                    nameof(SidecarConfig.ScheddName),
                    "Name of the schedd. Sets _condor_SCHEDD_NAME.",
                    (c, v) => c with { ScheddName = v }
                ) with
                {
                    Flag = "--schedd-name",
                },
                Key.Line(
                    nameof(SidecarConfig.ScheddHost),
                    "Schedd on another machine, by its name in condor_status -schedd. Jobs are spooled to it (condor_submit "
                        + "-remote), and their output is fetched (docs/adr/0005-fetching-the-output-of-spooled-jobs.md).",
                    (c, v) => c with { ScheddHost = v }
                ) with
                {
                    Flag = "--schedd-host",
                },
                Key.Line(
                    nameof(SidecarConfig.CollectorHost),
                    "Collector of the pool of ScheddHost, where its address is looked up (-pool).",
                    (c, v) => c with { CollectorHost = v }
                ) with
                {
                    Flag = "--collector-host",
                },
                Key.Words(
                    nameof(SidecarConfig.FormerSchedds),
                    "Names of schedds whose place the present one has taken: it had this name before, or that schedd will never come back. "
                        + "Their pods are treated as the present schedd's. Without this, pods wait for the schedd that has their jobs "
                        + "(docs/adr/0021-the-schedd-of-a-pod.md).",
                    (c, v) => c with { FormerSchedds = v },
                    "a list of schedds' names",
                    text => ScheddName.TryParse(text, out _)
                ) with
                {
                    Example = "- schedd@old.example.org",
                },
                Key.LocalPath(
                    nameof(SidecarConfig.CaDir),
                    "Folder of CA certificates for SSL. Sets _condor_AUTH_SSL_CLIENT_CADIR.",
                    (c, v) => c with { CaDir = v }
                ) with
                {
                    Flag = "--cadir",
                },
                Key.LocalPath(
                    nameof(SidecarConfig.CertFile),
                    "Client certificate for SSL. Sets _condor_AUTH_SSL_CLIENT_CERTFILE.",
                    (c, v) => c with { CertFile = v }
                ) with
                {
                    Flag = "--certfile",
                },
                Key.LocalPath(
                    nameof(SidecarConfig.KeyFile),
                    "Key of the client certificate. Sets _condor_AUTH_SSL_CLIENT_KEYFILE.",
                    (c, v) => c with { KeyFile = v }
                ) with
                {
                    Flag = "--keyfile",
                },
                Key.Line(
                    nameof(SidecarConfig.AuthMethod),
                    "Authentication methods, for example IDTOKENS,FS. Sets _condor_SEC_DEFAULT_AUTHENTICATION_METHODS.",
                    (c, v) => c with { AuthMethod = v }
                ) with
                {
                    Flag = "--auth-method",
                },
                Key.Line(
                    nameof(SidecarConfig.Debug),
                    "Debug level of the condor tools, for example D_SECURITY. Sets _condor_TOOL_DEBUG.",
                    (c, v) => c with { Debug = v }
                ) with
                {
                    Flag = "--debug",
                },
                Key.LocalPath(
                    nameof(SidecarConfig.CondorConfig),
                    "HTCondor's own configuration file. Sets CONDOR_CONFIG.",
                    (c, v) => c with { CondorConfig = v },
                    word: OnlyEnvironment
                ) with
                {
                    Flag = "--condor-config",
                },
                Key.LocalPath(
                    nameof(SidecarConfig.Proxy),
                    "X.509 proxy file. Sets X509_USER_PROXY and X509_USER_CERT.",
                    (c, v) => c with { Proxy = v }
                ) with
                {
                    Flag = "--proxy",
                },
            ]
        );
}
