using System.Globalization;

namespace HtcondorActors.Actors.Protocol;

/// <summary>Pure: an instant as Kubernetes writes it (RFC 3339, in UTC), in answers and in words for people.</summary>
public static class UtcTime
{
    /// <summary>To the second.</summary>
    public static string Of(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>To the millisecond, for the lines of a log or a timeline.</summary>
    public static string Precise(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Without the date, where the day is clear.</summary>
    public static string OfDay(DateTimeOffset instant) => instant.UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
