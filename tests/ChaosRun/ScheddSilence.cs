using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <summary>
/// When the schedd did nothing, by its own log: it was stopped or frozen, or it waited for a node that was gone (100 seconds were seen).
/// Nobody can remove a job then, and those that have a slot begin when it goes on.
/// </summary>
internal static class ScheddSilence
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    /// <param name="logs">Lines of the schedd's logs, the older log first. What a log has lost counts as silence.</param>
    public static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Of(IEnumerable<string> logs)
    {
        var times = logs.Select(TimeOf).OfType<DateTimeOffset>().Distinct().ToArray();
        return times.Zip(times.Skip(1)).Where(pair => pair.Second - pair.First >= Shortest);
    }

    private static DateTimeOffset? TimeOf(string line) =>
        line.Length >= 17
        && DateTimeOffset.TryParseExact(
            line.AsSpan(0, 17),
            "MM/dd/yy HH:mm:ss",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeLocal,
            out var time
        )
            ? time
            : null;
}
