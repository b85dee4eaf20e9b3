using System.Net;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Endpoints;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Refuses unwanted callers before a body is read. The first kind is web pages: browsers send Origin with every cross-site request that can
/// have a body, and a page that uses DNS rebinding sends its own name as Host. The second kind is callers without a token, if tokens are
/// configured. Without a token, a caller may only ask whether the sidecar is alive and ready (<see cref="HealthRoutes.Open"/>), as with the
/// API server of Kubernetes.
/// </summary>
internal sealed class AccessMiddleware(
    RequestDelegate next,
    SidecarConfig config,
    ListenerCredentials secrets,
    TimeProvider clock,
    ILogger<AccessMiddleware> log
)
{
    private readonly bool _isUnix = config.Socket.Length > 0;
    private readonly HashSet<string> _names = new(
        config.AllowedHosts.Append("localhost").Append("127.0.0.1"),
        StringComparer.OrdinalIgnoreCase
    );
    private readonly HashSet<IPAddress> _addresses = AddressesOf(config);
    private readonly RefusedCallers _refused = new(clock, log);

    public Task InvokeAsync(HttpContext http)
    {
        if (RefusedCallers.IsOfWebPage(http))
            return _refused.RefuseWebPageAsync(http);
        // A browser cannot reach a unix socket, and on one interLink sends a Host that is not a name of this sidecar ("unix").
        if (!_isUnix && !IsOurs(http))
            return _refused.RefuseAsync(
                http,
                StatusCodes.Status403Forbidden,
                $"Host: \"{OneLine.Of(http.Request.Host.Host, 80)}\" is no name of this sidecar; it can be given one in AllowedHosts"
            );
        if (
            secrets.Tokens is { } tokens
            && !HealthRoutes.Open.Contains(http.Request.Path.Value)
            && !tokens.Content.Has(http.Request.Headers.Authorization)
        )
            return _refused.RefuseStrangerAsync(http, "Authorization: a bearer token out of TokenFile is expected");
        return next(http);
    }

    /// <summary>Checks the host without the port: a page can choose any port, but not another host.</summary>
    private bool IsOurs(HttpContext http)
    {
        var host = http.Request.Host.Host;
        if (_names.Contains(host))
            return true;
        // An address cannot be rebound. It is accepted if it is a loopback address, a configured one, or the one on which the caller
        // connected.
        return AddressText.TryParse(host is ['[', .. var inner, ']'] ? inner : host, out var address)
            && (IPAddress.IsLoopback(address) || _addresses.Contains(address) || IsSame(address, http.Connection.LocalIpAddress));
    }

    private static bool IsSame(IPAddress address, IPAddress? local) => local is not null && address.MapToIPv6().Equals(local.MapToIPv6());

    private static HashSet<IPAddress> AddressesOf(SidecarConfig config)
    {
        var addresses = config
            .AllowedHosts.Select(host => AddressText.TryParse(host, out var address) ? address : null)
            .OfType<IPAddress>()
            .ToHashSet();
        if (config.Socket.Length == 0)
            addresses.Add(ListenKeys.AddressOf(config.SidecarHost));
        return addresses;
    }
}
