using HtcondorActors.Http.Endpoints;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Refuses callers of one listener before their body is read. The first refusal is logged, so that an administrator sees why somebody is
/// refused. The others are not, so that a stranger cannot fill the disk.
/// </summary>
internal sealed class RefusedCallers(ILogger log)
{
    private int _said;

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
        if (Interlocked.Exchange(ref _said, 1) == 0)
            log.RequestRefused(status, words);
        return http.RefuseAsync(status, words);
    }
}
