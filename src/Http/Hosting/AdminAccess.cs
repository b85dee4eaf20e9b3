using System.Net.Sockets;
using HtcondorActors.Http.Admin;
using HtcondorActors.Http.Endpoints;
using Microsoft.AspNetCore.Connections.Features;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Lets administrators in, and nobody else, before a body is read. Requests of web pages (header Origin) are refused: a browser may have a
/// client certificate. Without credentials a caller may only ask whether the sidecar is alive and ready.
/// </summary>
internal sealed class AdminAccess(RequestDelegate next, AdminCredentials credentials, ILogger<AdminAccess> log)
{
    private int _said;

    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Headers.Origin.Count > 0)
            return RefuseAsync(http, StatusCodes.Status403Forbidden, "Origin: web pages are not answered");
        var isUnix = http.Features.Get<IConnectionSocketFeature>() is { Socket.AddressFamily: AddressFamily.Unix };
        var caller = isUnix
            ? AdminConnection.Of(http)!.Peer
            : credentials.CallerOf(http.Request.Headers.Authorization, http.Connection.ClientCertificate);
        if (caller is not null)
            http.Features.Set(caller);
        else if (!HealthRoutes.Open.Contains(http.Request.Path.Value))
            return isUnix
                ? RefuseAsync(http, StatusCodes.Status403Forbidden, "only the sidecar's own user and root may use this socket")
                : StrangerAsync(http);
        return next(http);
    }

    private Task StrangerAsync(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return RefuseAsync(
            http,
            StatusCodes.Status401Unauthorized,
            "a bearer token of AdminReadTokenFile or AdminOperateTokenFile, or a client certificate of AdminClientCaFile, is expected"
        );
    }

    private Task RefuseAsync(HttpContext http, int status, string words)
    {
        // Logged once: an administrator sees why somebody is refused, and a stranger cannot fill the disk.
        if (Interlocked.Exchange(ref _said, 1) == 0)
            log.RequestRefused(status, words);
        return http.RefuseAsync(status, words);
    }
}
