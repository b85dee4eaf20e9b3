using System.Net.Sockets;
using HtcondorActors.Http.Admin;
using HtcondorActors.Http.Endpoints;
using Microsoft.AspNetCore.Connections.Features;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Lets administrators in, and nobody else, before a body is read. Requests of web pages (header Origin) are refused: a browser may have a
/// client certificate. Without credentials a caller may only ask whether the sidecar is alive and ready.
/// </summary>
internal sealed class AdminAccess(RequestDelegate next, AdminCredentials credentials, TimeProvider clock, ILogger<AdminAccess> log)
{
    private readonly RefusedCallers _refused = new(clock, log);

    public Task InvokeAsync(HttpContext http)
    {
        if (RefusedCallers.IsOfWebPage(http))
            return _refused.RefuseWebPageAsync(http);
        var isUnix = http.Features.Get<IConnectionSocketFeature>() is { Socket.AddressFamily: AddressFamily.Unix };
        var caller = isUnix
            ? AdminConnection.Of(http)!.Peer
            : credentials.CallerOf(http.Request.Headers.Authorization, http.Connection.ClientCertificate);
        if (caller is not null)
        {
            http.Features.Set(caller);
            http.Features.Set(new ReadsReasons());
        }
        else if (!HealthRoutes.Open.Contains(http.Request.Path.Value))
            return isUnix
                ? _refused.RefuseAsync(http, StatusCodes.Status403Forbidden, "only the sidecar's own user and root may use this socket")
                : _refused.RefuseStrangerAsync(
                    http,
                    "a bearer token of AdminReadTokenFile or AdminOperateTokenFile, "
                        + "or a client certificate of AdminClientCaFile, is expected"
                );
        return next(http);
    }
}
