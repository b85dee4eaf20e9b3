using System.Globalization;

namespace HtcondorActors.Cli.Operators;

/// <summary>Pure: a time span as kubectl writes it (apimachinery: pkg/util/duration, HumanDuration).</summary>
internal static class Ages
{
    public static string Of(TimeSpan span)
    {
        var seconds = (long)span.TotalSeconds;
        if (seconds < 0)
            return "0s"; // the clocks of two machines differ
        var (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
        return seconds < 120 ? Text(seconds, "s")
            : minutes < 10 ? Text(minutes, "m", seconds % 60, "s")
            : minutes < 180 ? Text(minutes, "m")
            : hours < 8 ? Text(hours, "h", minutes % 60, "m")
            : hours < 48 ? Text(hours, "h")
            : days < 8 ? Text(days, "d", hours % 24, "h")
            : days < 730 ? Text(days, "d")
            : days < 8 * 365 ? Text(days / 365, "y", days % 365, "d")
            : Text(days / 365, "y");
    }

    /// <summary>The age of an instant; a dash for none.</summary>
    public static string Of(DateTimeOffset? instant, DateTimeOffset now) => instant is { } then ? Of(now - then) : "-";

    private static string Text(long first, string unit, long second = 0, string smaller = "") =>
        first.ToString(CultureInfo.InvariantCulture) + unit + (second > 0 ? second.ToString(CultureInfo.InvariantCulture) + smaller : "");
}
