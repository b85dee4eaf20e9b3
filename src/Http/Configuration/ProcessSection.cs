using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>Akka.NET's own settings, and the log.</summary>
internal static class ProcessSection
{
    public static ConfigSection Section { get; } =
        new(
            "Process",
            "SIGHUP (systemctl reload) reads the configuration again. LogLevel then holds at once, and the log names each "
                + "other key that needs a restart.",
            [
                Key.LocalPath(
                    nameof(SidecarConfig.HoconFolder),
                    "Folder of *.conf files for Akka.NET. They win over the sidecar's own settings, except for ports, other nodes, "
                        + "serializers and the journal (docs/adr/0009-one-node-opens-no-port.md). Empty: hocon/ beside the program.",
                    (c, v) => c with { HoconFolder = v }
                ),
                Key.OneOf<LogLevel>(
                    nameof(SidecarConfig.LogLevel),
                    "The lowest level that is written to the log.",
                    (c, v) => c with { LogLevel = v }
                ),
                Key.OneOf<LogFormat>(
                    nameof(SidecarConfig.LogFormat),
                    "The form of the log (docs/log.md). Plain: lines of text. Json: one JSON object on a line. Journald: systemd's "
                        + "journal, with a field for each value. Auto: Journald if systemd has connected the output to its journal, "
                        + "else Plain.",
                    (c, v) => c with { LogFormat = v }
                ),
            ]
        );
}
