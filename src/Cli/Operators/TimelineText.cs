using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Cli.Operators;

/// <summary>Pure: prints a pod's history as a table, and what was known at a time in words.</summary>
internal static class TimelineText
{
    private static readonly string[] Headers = ["TIME", "+", "LANE", "WHAT", "DETAIL"];

    public static IEnumerable<string> Lines(PodTimeline history)
    {
        yield return $"Pod {history.Namespace}/{history.Name}, UID {history.Uid}";
        if (history.LostBefore is { } lost)
            yield return Lost(lost, history.WhyLost);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        DateTimeOffset? before = null;
        var rows = new List<string[]>();
        foreach (var entry in history.Entries)
        {
            rows.Add([
                UtcTime.Precise(entry.At),
                before is { } last ? Ages.Of(entry.At - last) : "",
                entry.Lane.ToString().ToLowerInvariant(),
                entry.What,
                (entry.IsReadAgain ? "(read again) " : "")
                    + (entry.Detail ?? "")
                    + (entry.Times > 1 ? $" ({entry.Times} times, last {UtcTime.Precise(entry.LastAt ?? entry.At)})" : ""),
            ]);
            before = entry.At;
        }
        new TextTable(text, Headers, Headers.Length).Write(rows);
        foreach (var line in text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            yield return line;
    }

    /// <param name="then">What the sidecar knew.</param>
    /// <param name="asked">The time that was asked for.</param>
    public static IEnumerable<string> Lines(PodThen then, DateTimeOffset asked)
    {
        yield return $"As it was known at {UtcTime.Precise(asked)} (since {UtcTime.Precise(then.At)} nothing had changed):";
        if (then.LostBefore is { } lost)
            yield return Lost(lost, then.WhyLost);
        foreach (var line in PodText.Lines(then.Pod, PodReasons.Find(then.Pod.Reason), asked))
            yield return line;
        yield return then.Status is { } status
            ? "A status request would have got:\n" + PrettyJson.Of(status)
            : "A status request would have got nothing of this pod.";
    }

    private static string Lost(DateTimeOffset before, string? why) =>
        $"Before {UtcTime.Precise(before)} only the journal's lines are left{(why is null ? "" : ": " + OneLine.Of(why))}.";
}
