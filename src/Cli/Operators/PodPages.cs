using System.Globalization;
using System.Runtime.CompilerServices;

namespace HtcondorActors.Cli.Operators;

/// <summary>
/// Reads the list of pods page by page. Each page is asked for while the one before is printed, so two pages are in memory, however long
/// the list is.
/// </summary>
/// <param name="client">The sidecar.</param>
/// <param name="query">The parameters of the list, each with an ampersand before it.</param>
internal sealed class PodPages(AdminClient client, string query)
{
    private const int PageSize = 5000;

    private readonly PodPage[] _pages = [new(), new()];

    /// <summary>All pages. A page is filled again after the next one was read.</summary>
    public async IAsyncEnumerable<PodPage> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var number = 0;
        var next = FillAsync(_pages[0], null, stop);
        while (next is not null)
        {
            await next;
            var page = _pages[number % 2];
            var spare = _pages[++number % 2];
            next = page.Continue is { } token ? FillAsync(spare, token, stop) : null;
            yield return page;
            if (next is null && page.Continue is { } late)
                next = FillAsync(spare, late, stop);
        }
    }

    private Task FillAsync(PodPage page, string? token, CancellationToken stop)
    {
        var more = token is null ? "" : "&continue=" + Uri.EscapeDataString(token);
        var path = string.Create(CultureInfo.InvariantCulture, $"pods?limit={PageSize}{query}{more}");
        return client.ReadAsync(path, content => page.FillAsync(content, stop), stop);
    }
}
