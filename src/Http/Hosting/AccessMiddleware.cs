using System.Net;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Endpoints;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Turns away, before a body is read, who has no business here. Web pages: browsers send Origin with every request that could carry a body
/// across sites, and a page whose name was bound to this machine's address afterwards (DNS rebinding) sends that name as Host. And callers
/// without a token, where tokens are asked for.
/// </summary>
internal sealed class AccessMiddleware(
    RequestDelegate next,
    SidecarConfig config,
    ListenerCredentials secrets,
    ILogger<AccessMiddleware> log
)
{
    private readonly bool _isUnix = config.Socket.Length > 0;
    private readonly HashSet<string> _names = new(
        config.AllowedHosts.Append("localhost").Append("127.0.0.1"),
        StringComparer.OrdinalIgnoreCase
    );
    private readonly HashSet<IPAddress> _addresses = AddressesOf(config);
    private int _said;

    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Headers.Origin.Count > 0)
            return RefuseAsync(http, StatusCodes.Status403Forbidden, "Origin: web pages are not answered");
        // A browser cannot reach a unix socket, and interLink names none of ours there ("unix").
        if (!_isUnix && !IsOurs(http))
            return RefuseAsync(
                http,
                StatusCodes.Status403Forbidden,
                $"Host: \"{OneLine.Of(http.Request.Host.Host, 80)}\" is no name of this sidecar; it can be given one in AllowedHosts"
            );
        if (secrets.Tokens is { } tokens && !tokens.Content.Has(http.Request.Headers.Authorization))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return RefuseAsync(http, StatusCodes.Status401Unauthorized, "Authorization: a bearer token out of TokenFile is expected");
        }
        return next(http);
    }

    /// <summary>Ports do not matter: a page can name any port, but not another host.</summary>
    private bool IsOurs(HttpContext http)
    {
        var host = http.Request.Host.Host;
        if (_names.Contains(host))
            return true;
        // An address cannot be rebound; it is ours when it is this machine's own loopback or that on which the caller came in.
        return AddressText.TryParse(host is ['[', .. var inner, ']'] ? inner : host, out var address)
            && (IPAddress.IsLoopback(address) || _addresses.Contains(address) || IsSame(address, http.Connection.LocalIpAddress));
    }

    private Task RefuseAsync(HttpContext http, int status, string words)
    {
        // Once, so that an administrator sees why interLink gets nothing, and a stranger cannot fill the disk.
        if (Interlocked.Exchange(ref _said, 1) == 0)
            log.RequestRefused(status, words);
        return http.RefuseAsync(status, words);
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
