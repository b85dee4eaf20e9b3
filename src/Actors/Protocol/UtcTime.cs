using System.Globalization;

namespace HtcondorActors.Actors.Protocol;

/// <summary>Pure: an instant as Kubernetes writes it (RFC 3339, in UTC, to the second), in answers and in words for people.</summary>
public static class UtcTime
{
    public static string Of(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
