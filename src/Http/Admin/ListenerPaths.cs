using HtcondorActors.Http.Endpoints;

namespace HtcondorActors.Http.Admin;

/// <summary>
/// Which paths a listener has, whatever routes there are: the plugin's listener none below /admin, the admin listener only those and the
/// health checks. Nothing that runs a job can be reached by an administrator's token, and nothing of /admin by interLink.
/// </summary>
internal static class ListenerPaths
{
    private static readonly PathString Admin = new("/admin");
    private static readonly PathString[] Health = [.. HealthRoutes.Open.Select(path => new PathString(path))];

    /// <summary>True if the listener of this request has the path.</summary>
    public static bool Has(HttpContext http)
    {
        var path = http.Request.Path;
        var isAdmin = path.StartsWithSegments(Admin);
        return AdminConnection.Of(http) is null ? !isAdmin : isAdmin || Health.Any(health => path.StartsWithSegments(health));
    }

    /// <summary>Passes on a request for a path of this listener, and answers any other with 404.</summary>
    public static Task PassAsync(HttpContext http, RequestDelegate next) =>
        Has(http) ? next(http) : http.RefuseAsync(StatusCodes.Status404NotFound, "this listener has no such path");
}
