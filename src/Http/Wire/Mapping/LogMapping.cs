using System.Globalization;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// Pure: maps a getLogs body to a query. Go's zero values mean "not requested", so <c>--tail=0</c> looks the same as no tail.
/// </summary>
internal static class LogMapping
{
    /// <exception cref="WireFaultException">The request is contradictory or invalid.</exception>
    public static (PodUid Pod, LogQuery Query) ToQuery(LogRequest request, DateTimeOffset now)
    {
        var options = request.Opts ?? new LogRequestOptions();
        var seconds = NotNegative(options.SinceSeconds, "Opts.SinceSeconds");
        var since = SinceTime(options.SinceTime);
        if (seconds is not null && since is not null)
            throw new WireFaultException("Opts.SinceSeconds", "given together with SinceTime");
        return (
            PodMapping.UidOf(request.PodUid, "PodUID"),
            new LogQuery
            {
                Container = ContainerName(request.ContainerName ?? ""),
                Tail = NotNegative(options.Tail, "Opts.Tail") is { } tail ? (int)Math.Min(tail, int.MaxValue) : null,
                LimitBytes = NotNegative(options.Bytes, "Opts.Bytes"),
                Timestamps = options.Timestamps ?? false,
                // An earlier attempt has ended, so there is nothing to follow.
                Follow = options is { Follow: true, Previous: not true },
                Previous = options.Previous ?? false,
                Since = seconds is { } age ? Before(now, age) : since,
            }
        );
    }

    /// <summary>interLink 0.5 passes on any text. A name that no container can have is refused instead of searched.</summary>
    private static string ContainerName(string name) =>
        name.Length == 0 || DnsName.IsLabel(name) ? name : throw new WireFaultException("ContainerName", "not a DNS label");

    private static long? NotNegative(long? number, string field) =>
        number switch
        {
            null or 0 => null,
            < 0 => throw new WireFaultException(field, "negative"),
            _ => number,
        };

    private static DateTimeOffset? SinceTime(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new WireFaultException("Opts.SinceTime", "not an RFC 3339 time");
        return time.Year <= 1 ? null : time;
    }

    private static DateTimeOffset Before(DateTimeOffset now, long seconds) =>
        seconds < (now - DateTimeOffset.UnixEpoch).TotalSeconds ? now.AddSeconds(-seconds) : DateTimeOffset.UnixEpoch;
}
