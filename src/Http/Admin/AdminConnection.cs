using Microsoft.AspNetCore.Http.Features;

namespace HtcondorActors.Http.Admin;

/// <summary>Marks the connections of the admin listener. The plugin's connections do not have it.</summary>
/// <param name="Peer">The process at the other end of a unix socket; null on an address, where each request says who it is.</param>
internal sealed record AdminConnection(AdminCaller? Peer)
{
    /// <summary>The admin connection of a request; null if the request came to the plugin's listener.</summary>
    public static AdminConnection? Of(HttpContext http) => http.Features.Get<AdminConnection>();

    /// <summary>Puts the mark on a connection, where every request of it finds it.</summary>
    public void Mark(IFeatureCollection connection) => connection.Set(this);
}
