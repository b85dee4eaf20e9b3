using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// GET /livez, /readyz and /healthz, and /livez/CHECK and so on. A listener has them after one call of <see cref="MapHealth"/>.
/// docs/health.md describes them.
/// </summary>
internal static class HealthRoutes
{
    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The paths that answer callers without a token. Their answers to such callers name no reason.</summary>
    public static IReadOnlyList<string> Open { get; } = ["/livez", "/readyz", "/healthz"];

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        Map(routes, "livez", (report, _) => (report.Live, []));
        Map(routes, "readyz", (report, isStopping) => ([.. report.Live, .. report.Ready, Shutdown(isStopping)], report.Degraded));
        Map(routes, "healthz", (report, _) => ([.. report.Live, .. report.Ready], report.Degraded));
    }

    private static void Map(
        IEndpointRouteBuilder routes,
        string name,
        Func<HealthReport, bool, (IReadOnlyList<HealthCheck> Checks, IReadOnlyList<HealthTrouble> Degraded)> of
    )
    {
        routes
            .MapMethods(
                $"/{name}",
                Reads,
                (HttpContext http, IPodGateway gateway, IHostApplicationLifetime process) =>
                {
                    var (checks, degraded) = Now(gateway, process);
                    string[] excluded = [.. http.Request.Query["exclude"].OfType<string>()];
                    var (isVerbose, isAdmin) = (http.Request.Query.ContainsKey("verbose"), http.Features.Get<ReadsReasons>() is not null);
                    return AnswerAsync(http, HealthAnswer.Of(name, checks, degraded, excluded, isVerbose, withReasons: isAdmin));
                }
            )
            .WithMetadata(new OftenAsked());
        routes
            .MapMethods(
                $"/{name}/{{check}}",
                Reads,
                (HttpContext http, string check, IPodGateway gateway, IHostApplicationLifetime process) =>
                {
                    var (checks, degraded) = Now(gateway, process);
                    return HealthAnswer.OfOne(check, checks, degraded) is { } answer
                        ? AnswerAsync(http, answer)
                        : http.RefuseAsync(StatusCodes.Status404NotFound, "no such check; ?verbose lists them");
                }
            )
            .WithMetadata(new OftenAsked());

        (IReadOnlyList<HealthCheck> Checks, IReadOnlyList<HealthTrouble> Degraded) Now(
            IPodGateway gateway,
            IHostApplicationLifetime process
        )
        {
            var (checks, degraded) = of(gateway.Health, process.ApplicationStopping.IsCancellationRequested);
            return ([new HealthCheck("ping", null), .. checks], degraded);
        }
    }

    private static HealthCheck Shutdown(bool isStopping) => new("shutdown", isStopping ? "the process is shutting down" : null);

    private static async Task AnswerAsync(HttpContext http, HealthAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-cache, private";
        var text = Encoding.UTF8.GetBytes(answer.Text);
        http.Response.ContentLength = text.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(text, http.RequestAborted);
    }
}

/// <summary>A feature of a request whose caller is an administrator: the list of checks names the reasons.</summary>
internal sealed record ReadsReasons;

/// <summary>
/// Marks an endpoint that is asked every few seconds. Its refusals are logged at Debug, because what it reports is logged once elsewhere.
/// </summary>
internal sealed record OftenAsked;
