using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Operators;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.Cli;

/// <summary>Formats a pod and its containers as two aligned tables.</summary>
internal static class PodTable
{
    public static IEnumerable<string> Lines(string label, AppliedPod applied, ObservedPod seen)
    {
        var pod = Aligned(
            ["POD", "PHASE", "REASON", "JOB", "UID"],
            [
                [label, seen.Phase.ToString(), seen.Status, applied.Job ?? "", applied.Uid],
            ]
        );
        var containers = Aligned(
            ["CONTAINER", "STATE", "EXIT", "RESTARTS", "STARTED", "ENDED", "REASON", "MESSAGE"],
            [.. seen.InitContainers.Select(each => Row(each, "init ")), .. seen.Containers.Select(each => Row(each, ""))]
        );
        return pod.Concat(containers);
    }

    private static string[] Row(ObservedContainer container, string kind) =>
        [
            kind + container.Name,
            container.State.ToString(),
            container.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "",
            Restarts(container),
            Time(container.StartedAt),
            Time(container.FinishedAt),
            container.Reason,
            container.Message,
        ];

    private static string Restarts(ObservedContainer container) =>
        container.RestartCount.ToString(CultureInfo.InvariantCulture)
        + (container.LastExitCode is { } code ? $" (last exit {code.ToString(CultureInfo.InvariantCulture)})" : "");

    private static string Time(DateTimeOffset? time) => time is { } instant ? UtcTime.OfDay(instant) : "";

    private static IEnumerable<string> Aligned(string[] headers, IReadOnlyList<string[]> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        new TextTable(text, headers, headers.Length, gap: "  ").Write(rows);
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd());
    }
}
