namespace HtcondorActors.ChaosRun;

/// <summary>The times in which the schedd or the sidecar did nothing. Nobody can remove a job then.</summary>
/// <param name="intervals">In any order; they may overlap.</param>
/// <param name="between">How long it is from one moment to another.</param>
internal sealed class Silence(
    IEnumerable<(DateTimeOffset From, DateTimeOffset To)> intervals,
    Func<DateTimeOffset, DateTimeOffset, TimeSpan> between
)
{
    private readonly (DateTimeOffset From, DateTimeOffset To)[] _intervals = [.. intervals.OrderBy(each => each.From)];

    /// <summary>How long of this time somebody was silent. A moment in which both were counts once.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        var (sum, counted) = (TimeSpan.Zero, from);
        foreach (var (begin, end) in _intervals)
        {
            var (first, last) = (begin > counted ? begin : counted, end < to ? end : to);
            if (last <= first)
                continue;
            sum += between(first, last);
            counted = last;
        }
        return sum;
    }
}
