using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <summary>
/// When the schedd did nothing, by its own log: it was stopped or frozen, or it waited for a node that was gone (100 seconds were seen).
/// Nobody can remove a job then, and those that have a slot begin when it goes on.
/// </summary>
internal sealed class ScheddSilence
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    private readonly (DateTimeOffset From, DateTimeOffset To)[] _silences;

    /// <param name="logs">Lines of the schedd's logs, the older log first. What a log has lost counts as silence.</param>
    public ScheddSilence(IEnumerable<string> logs)
    {
        var times = logs.Select(TimeOf).OfType<DateTimeOffset>().Distinct().ToArray();
        _silences = [.. times.Zip(times.Skip(1)).Where(pair => pair.Second - pair.First >= Shortest)];
    }

    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to) =>
        _silences
            .Select(silence => (silence.To < to ? silence.To : to) - (silence.From > from ? silence.From : from))
            .Where(part => part > TimeSpan.Zero)
            .Aggregate(TimeSpan.Zero, (sum, part) => sum + part);

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
