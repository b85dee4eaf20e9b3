using System.Globalization;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Admin;

/// <summary>
/// Serves lists over all nodes in pages. A list goes forward only, so its token counts pages. The last page is kept, for a caller whose
/// answer was lost. If the list is gone, the caller begins again, as with the API server of Kubernetes (410).
/// </summary>
internal sealed class MergedListings(TimeProvider clock)
{
    private const string Mark = "all";

    private readonly RecentLists<Begun> _recent = new(clock, keptAtMost: 32);

    /// <summary>True if the token is of a list over several nodes.</summary>
    public static bool HasMade(string? token) => token?.StartsWith(Mark + ".", StringComparison.Ordinal) == true;

    /// <summary>The answer for a token whose list is not kept.</summary>
    public static AdminFault Gone() => new(StatusCodes.Status410Gone, "this list is no longer kept; ask for its first page");

    /// <param name="query">Names the list and the page.</param>
    /// <param name="begin">Makes the list.</param>
    /// <param name="warn">Told why pods are missing.</param>
    /// <param name="cancel">Ends the wait for the turn of the page.</param>
    /// <exception cref="AdminFault">400: the token is not one of ours. 410: its list is gone.</exception>
    public async Task<PodListPage> PageAsync(PodQuery query, Func<MergedList> begin, Action<string> warn, CancellationToken cancel)
    {
        var place = query.Continue is { } token
            ? Place.Parse(token, query)
            : new Place(_recent.Process, query.Signature, query.IsBrief, _recent.NextNumber(), 1);
        var list = query.Continue is null ? new Begun(begin()) : _recent.Find(place.Process, place.Number) ?? throw Gone();
        await list.Turn.WaitAsync(cancel);
        try
        {
            if (place.Page == list.Page + 1 && list.List is not null)
                await NextAsync(list, place, query.Limit);
            else if (place.Page != list.Page)
                throw Gone();
        }
        finally
        {
            list.Turn.Release();
        }
        foreach (var trouble in list.Troubles)
            warn(trouble);
        return list.Last!;
    }

    /// <summary>Makes the next page to its end, also for a caller that has gone: it may ask again.</summary>
    private async Task NextAsync(Begun list, Place place, int limit)
    {
        var (items, remaining, unread) = await list.List!.NextAsync(limit);
        var next = remaining > 0 ? (place with { Page = place.Page + 1 }).ToString() : null;
        (list.Page, list.Last, list.Troubles) = (place.Page, new(null, null, unread, items, remaining, next), [.. list.List.Troubles]);
        if (remaining == 0)
            list.List = null;
        if (place.Page > 1 || remaining > 0)
            _recent.Keep(place.Number, list);
    }

    private sealed class Begun(MergedList list)
    {
        /// <summary>Null after the last page.</summary>
        public MergedList? List { get; set; } = list;

        /// <summary>Pages are made one after the other.</summary>
        public SemaphoreSlim Turn { get; } = new(1);
        public int Page { get; set; }
        public PodListPage? Last { get; set; }
        public IReadOnlyList<string> Troubles { get; set; } = [];
    }

    /// <summary>Which page is asked for.</summary>
    private sealed record Place(uint Process, uint Query, bool IsBrief, long Number, int Page)
    {
        public static Place Parse(string token, PodQuery query)
        {
            var parts = token.Split('.');
            // That of a list of one node: the other nodes have come since its first page.
            if (parts.Length == 5 && !HasMade(token))
                throw Gone();
            if (
                parts.Length != 6
                || parts[0] != Mark
                || !uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                || !uint.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var signature)
                || parts[3] is not ("brief" or "whole")
                || !long.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || !int.TryParse(parts[5], NumberStyles.None, CultureInfo.InvariantCulture, out var page)
            )
                throw AdminParameter.Wrong("continue", token, "the token of the answer before");
            return (signature, parts[3] == "brief") == (query.Signature, query.IsBrief)
                ? new(process, signature, query.IsBrief, number, page)
                : throw AdminParameter.Wrong("continue", token, "a token for the same parameters");
        }

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Mark}.{Process}.{Query}.{(IsBrief ? "brief" : "whole")}.{Number}.{Page}");
    }
}
