using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Endpoints;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Refuses callers of one listener before their body is read. Each reason is logged once in ten minutes with a count, so that an
/// administrator sees why somebody is refused, and a stranger cannot fill the disk.
/// </summary>
internal sealed class RefusedCallers(TimeProvider clock, ILogger log)
{
    /// <summary>A stranger can choose words such as the host's name.</summary>
    private const int Most = 20;

    private readonly RepeatedLines<string> _lines = new(clock, Most);

    /// <summary>Browsers send Origin with every cross-site request that can have a body.</summary>
    public static bool IsOfWebPage(HttpContext http) => http.Request.Headers.Origin.Count > 0;

    public Task RefuseWebPageAsync(HttpContext http) =>
        RefuseAsync(http, StatusCodes.Status403Forbidden, "Origin: web pages are not answered");

    /// <param name="http">The request.</param>
    /// <param name="words">Which token is expected.</param>
    public Task RefuseStrangerAsync(HttpContext http, string words)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return RefuseAsync(http, StatusCodes.Status401Unauthorized, words);
    }

    public Task RefuseAsync(HttpContext http, int status, string words)
    {
        if (_lines.IsDue(words, out var more))
            log.RequestRefused(status, words, more == 0 ? "" : $" ({more} more like this since the last such line)");
        return http.RefuseAsync(status, words);
    }
}
