using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>What the sidecar keeps on its machine.</summary>
internal static class DataSection
{
    public static ConfigSection Section { get; } =
        new(
            "Data",
            "The sidecar creates these for its own user alone (mode 0700).",
            [
                Key.LocalPath(
                    nameof(SidecarConfig.DataRootFolder),
                    "Folder of the journal and of the jobs' folders.",
                    (c, v) => c with { DataRootFolder = v }
                ),
                Key.Line(
                    nameof(SidecarConfig.JournalDatabase),
                    "Keeps the journal in PostgreSQL instead of a file of the data folder. A connection string of Npgsql without a "
                        + "password. A server on another machine needs SSL Mode=VerifyFull. The command journal copy moves a journal. "
                        + "Empty: the journal is a file.",
                    (c, v) => c with { JournalDatabase = v }
                ) with
                {
                    Example = """
                      Host=/run/postgresql;Database=sidecar
                    """,
                },
                Key.LocalPath(
                    nameof(SidecarConfig.JournalPasswordFile),
                    "File with the password for JournalDatabase (mode 0600). It is read for each connection. Empty: none is needed.",
                    (c, v) => c with { JournalPasswordFile = v }
                ),
                Key.Line(
                    nameof(SidecarConfig.InstanceName),
                    "Tells the jobs of this sidecar from those of other sidecars in the same queue. Empty: a name is made at the "
                        + "first start and kept in the data folder.",
                    (c, v) => c with { InstanceName = v },
                    "letters, digits, dot, dash, underscore, at most 63,",
                    IsName
                ),
                Key.Whole(
                    nameof(SidecarConfig.MaxLogMiB),
                    "Space of one container's log on disk. The log is kept whole up to 7/8 of it. Of a longer log, the beginning, "
                        + "some of the middle and the end are kept (docs/adr/0004-a-log-that-is-too-long.md). 0: no limit.",
                    0,
                    16777216,
                    (c, v) => c with { MaxLogMiB = v }
                ) with
                {
                    Unit = "MiB",
                },
                Key.Number(
                    nameof(SidecarConfig.RetainFinishedMinutes),
                    "The logs of a pod stay readable, and on disk, for this time after its deletion. Its other files are removed with the "
                        + "pod, and with 0 its logs too.",
                    0,
                    527040,
                    (c, v) => c with { RetainFinishedMinutes = v }
                ) with
                {
                    Unit = "minutes",
                },
            ]
        );

    /// <summary>It becomes a ClassAd string and a part of file names.</summary>
    private static bool IsName(string text) =>
        text.Length <= 63 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
