using System.CommandLine;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Cli;

/// <summary>The flags of the plugin that this one replaces, each with the key that it wins over, and <c>--config</c>.</summary>
internal static class ServeFlags
{
    public static Option<string> ConfigFile { get; } =
        new("--config") { Description = "Configuration file (default: ./SidecarConfig.yaml)", HelpName = "FILE" };

    private static readonly (Option<string> Flag, string Key)[] Texts =
    [
        (Text("--schedd-name", "Name of the schedd (_condor_SCHEDD_NAME)"), nameof(SidecarConfig.ScheddName)),
        (Text("--schedd-host", "Submit to this schedd, spooled (condor_submit -remote)"), nameof(SidecarConfig.ScheddHost)),
        (Text("--collector-host", "Collector of that schedd's pool (-pool)"), nameof(SidecarConfig.CollectorHost)),
        (Text("--cadir", "Folder of CA certificates for SSL"), nameof(SidecarConfig.CaDir)),
        (Text("--certfile", "Client certificate for SSL"), nameof(SidecarConfig.CertFile)),
        (Text("--keyfile", "Key of the client certificate"), nameof(SidecarConfig.KeyFile)),
        (Text("--auth-method", "Authentication methods, e.g. IDTOKENS,FS"), nameof(SidecarConfig.AuthMethod)),
        (Text("--debug", "Debug level of the condor tools, e.g. D_SECURITY"), nameof(SidecarConfig.Debug)),
        (Text("--condor-config", "HTCondor's own configuration file"), nameof(SidecarConfig.CondorConfig)),
        (Text("--proxy", "X.509 proxy file"), nameof(SidecarConfig.Proxy)),
        (Text("--port", "Port to listen on"), nameof(SidecarConfig.SidecarPort)),
    ];

    private static readonly Option<bool> DummyJob = new("--dummy-job") { Description = "Submit a short sleep instead of each pod" };

    public static void AddTo(Command command)
    {
        command.Options.Add(ConfigFile);
        foreach (var (flag, _) in Texts)
            command.Options.Add(flag);
        command.Options.Add(DummyJob);
    }

    public static IEnumerable<ConfigEntry> Given(ParseResult parsed)
    {
        foreach (var (flag, key) in Texts)
            if (parsed.GetValue(flag) is { } text)
                yield return new ConfigEntry(flag.Name, key, ConfigValue.Loose(text));
        if (parsed.GetValue(DummyJob))
            yield return new ConfigEntry(DummyJob.Name, nameof(SidecarConfig.DummyJob), ConfigValue.Loose("true"));
    }

    private static Option<string> Text(string name, string description) => new(name) { Description = description };
}
