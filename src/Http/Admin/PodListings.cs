using System.Globalization;
using System.Numerics;
using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Admin;

/// <summary>
/// Serves the list of pods in pages. The first page sorts all pods once; their order is kept for the later pages, each of which then costs
/// only its own pods. Only a few orders are kept, 8 bytes for each pod. If an order is gone, it is made again.
/// </summary>
internal sealed class PodListings(TimeProvider clock)
{
    private readonly RecentLists<Listing> _recent = new(clock, keptAtMost: 8);

    /// <param name="directory">All pods.</param>
    /// <param name="query">Which of them, in which order.</param>
    /// <param name="find">Reads one pod of the page.</param>
    /// <exception cref="AdminFault">400: the continue token is not one of ours.</exception>
    public PodListPage Page(IPodDirectory directory, PodQuery query, Func<PodUid, IPodLine?> find)
    {
        var place = query.Continue is { } token ? Place.Parse(token, query.Signature) : null;
        var now = clock.GetUtcNow();
        var listing =
            (place is null ? null : _recent.Find(place.Process, place.Number))
            ?? new Listing(_recent.NextNumber(), query.Order.Sorted(directory.Lines().Where(pod => query.Matches(pod, now))));
        var from = place is null ? 0 : StartOf(listing, place);
        var to = Math.Min(from + query.Limit, listing.Pods.Length);
        var items = new List<IPodLine>(to - from);
        for (var i = from; i < to; i++)
            // A pod may have gone or changed since the first page.
            if (find(listing.Pods[i]) is { } pod && query.Matches(pod, now))
                items.Add(pod);
        var remaining = listing.Pods.Length - to;
        if (remaining > 0)
            _recent.Keep(listing.Number, listing);
        return new(
            directory.QueueSeenAt,
            directory.QueueTrouble,
            UnreadOf(directory),
            items,
            remaining,
            remaining > 0 ? new Place(_recent.Process, query.Signature, listing.Number, to, listing.Pods[to - 1]).ToString() : null
        );
    }

    /// <summary>Null if all pods were read from the journal.</summary>
    public static int? UnreadOf(IPodDirectory directory) => directory.Unread is > 0 and var unread ? unread : null;

    private int StartOf(Listing listing, Place place)
    {
        if (place.Process == _recent.Process && listing.Number == place.Number)
            return Math.Min(place.At, listing.Pods.Length);
        var last = Array.IndexOf(listing.Pods, place.Last);
        return last >= 0 ? last + 1 : Math.Min(place.At, listing.Pods.Length);
    }

    private sealed record Listing(long Number, PodUid[] Pods);

    /// <summary>Where a page ended.</summary>
    /// <param name="Process">Which start of the sidecar has made the list.</param>
    /// <param name="Query">Which list: the parameters of the request.</param>
    /// <param name="Number">The list in this process.</param>
    /// <param name="At">The index of the next pod.</param>
    /// <param name="Last">The last pod of the page.</param>
    private sealed record Place(uint Process, uint Query, long Number, int At, PodUid Last)
    {
        public static Place Parse(string token, uint query) =>
            token.Split('.') is [var process, var list, var number, var at, var last]
            && TryParse(process, out uint p)
            && TryParse(list, out uint q)
            && TryParse(number, out long n)
            && TryParse(at, out int a)
            && PodUid.TryParse(last, out var uid)
                ? q == query
                    ? new(p, q, n, a, uid)
                    : throw AdminParameter.Wrong("continue", token, "a token for the same parameters")
                : throw AdminParameter.Wrong("continue", token, "the token of the answer before");

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Process}.{Query}.{Number}.{At}.{Last}");

        private static bool TryParse<T>(string text, out T number)
            where T : INumberBase<T> => T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number!);
    }
}

/// <summary>A page of the list. <see cref="PodList"/> says what the parts are.</summary>
internal sealed record PodListPage(
    DateTimeOffset? AsOf,
    string? Stale,
    int? Unread,
    IReadOnlyList<IPodLine> Items,
    int Remaining,
    string? Continue
)
{
    /// <summary>The JSON of the answer.</summary>
    /// <param name="isBrief">False: the page was made of whole overviews.</param>
    public ReadOnlyMemory<byte> Body(bool isBrief) =>
        isBrief
            ? BriefPods.Bytes(this)
            : JsonSerializer.SerializeToUtf8Bytes(
                new PodList(AsOf, Stale, Unread, Remaining, Continue, [.. Items.Cast<PodOverview>()]),
                AdminJson.Wire.PodList
            );
}
