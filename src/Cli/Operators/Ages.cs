using System.Globalization;

namespace HtcondorActors.Cli.Operators;

/// <summary>Pure: a time span as kubectl writes it (apimachinery: pkg/util/duration, HumanDuration).</summary>
internal static class Ages
{
    public static string Of(TimeSpan span)
    {
        var (first, unit, second, smaller) = Parts(span);
        return Number(first) + unit + (second > 0 ? Number(second) + smaller : "");
    }

    /// <summary>The age of an instant; a dash for none.</summary>
    public static string Of(DateTimeOffset? instant, DateTimeOffset now) => instant is { } then ? Of(now - then) : "-";

    /// <summary>The numbers and units of an age. The second number is left out if it is 0.</summary>
    public static (long First, string Unit, long Second, string Smaller) Parts(TimeSpan span)
    {
        var seconds = Math.Max(0, (long)span.TotalSeconds); // the clocks of two machines differ
        var (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
        return seconds < 120 ? (seconds, "s", 0, "")
            : minutes < 10 ? (minutes, "m", seconds % 60, "s")
            : minutes < 180 ? (minutes, "m", 0, "")
            : hours < 8 ? (hours, "h", minutes % 60, "m")
            : hours < 48 ? (hours, "h", 0, "")
            : days < 8 ? (days, "d", hours % 24, "h")
            : days < 730 ? (days, "d", 0, "")
            : days < 8 * 365 ? (days / 365, "y", days % 365, "d")
            : (days / 365, "y", 0, "");
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
