using System.Globalization;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli.Operators;

/// <summary>Pure: the columns of the list of pods.</summary>
internal static class PodColumns
{
    private static readonly string[] Narrow = ["NAMESPACE", "NAME", "STAGE", "REASON", "SINCE", "JOB", "RESTARTS", "READY"];
    private static readonly string[] Wide = [.. Narrow, "UID", "CPU", "MEM", "GPU", "HOST", "NEXT TRY", "MESSAGE"];

    public static IReadOnlyList<string> Headers(bool isWide) => isWide ? Wide : Narrow;

    public static string StageOf(PodStage stage) => stage.ToString().ToLowerInvariant();

    /// <summary>Memory as Kubernetes writes it; a large one that is no whole number of GiB with one digit after the point.</summary>
    public static string Memory(long mebibytes) =>
        mebibytes > 0 && mebibytes % 1024 == 0 ? Number(mebibytes / 1024) + "Gi"
        : mebibytes >= 10 * 1024 ? (mebibytes / 1024.0).ToString("0.0", CultureInfo.InvariantCulture) + "Gi"
        : Number(mebibytes) + "Mi";

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
