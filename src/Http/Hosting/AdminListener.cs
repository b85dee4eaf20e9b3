using System.Net;
using System.Net.Sockets;
using HtcondorActors.Http.Admin;
using HtcondorActors.Http.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The sockets of the admin listener: always the unix socket, and an address if there is one. Their connections are marked
/// (<see cref="AdminConnection"/>), so that no request on them is taken for one of interLink.
/// </summary>
internal static class AdminListener
{
    /// <summary>
    /// Opens the sockets. A socket file that a killed process has left is replaced, another file is not. Without AdminSocket, a socket that
    /// cannot be opened in the data folder is left out: some network file systems have no sockets, and pods need none.
    /// </summary>
    /// <param name="config">The configuration.</param>
    /// <param name="warning">Why there is no unix socket; null if there is one.</param>
    /// <exception cref="IOException">A socket that the configuration names cannot be opened.</exception>
    public static IReadOnlyList<Socket> Bind(SidecarConfig config, out string? warning)
    {
        var sockets = new List<Socket>();
        warning = null;
        try
        {
            if (AdminSocket.IsTooLong(config))
                warning = AdminSocket.TooLong(config);
            else if (UnixSocket(config, out warning) is { } unix)
                sockets.Add(unix);
            if (config.AdminHost.Length > 0)
                sockets.Add(Bind(new IPEndPoint(ListenKeys.AddressOf(config.AdminHost), config.AdminPort), nameof(config.AdminHost)));
            return sockets;
        }
        catch
        {
            sockets.ForEach(socket => socket.Dispose());
            throw;
        }
    }

    public static void Configure(ListenOptions listen, Socket socket)
    {
        var credentials = listen.ApplicationServices.GetRequiredService<AdminCredentials>();
        listen.Use(next =>
            connection =>
            {
                MarkOf(connection).Mark(connection.Features);
                return next(connection);
            }
        );
        if (socket.LocalEndPoint is UnixDomainSocketEndPoint)
            return;
        listen.UseHttps(
            new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(credentials.Tls!.Content.Options(credentials.NeedsCertificate)),
            }
        );
    }

    /// <summary>For the log: how administrators reach this sidecar.</summary>
    public static string NameOf(Socket socket) =>
        socket.LocalEndPoint is UnixDomainSocketEndPoint unix ? $"unix://{unix}" : $"https://{socket.LocalEndPoint}";

    private static AdminConnection MarkOf(ConnectionContext connection) =>
        new(
            connection.Features.Get<IConnectionSocketFeature>() is { Socket: { AddressFamily: AddressFamily.Unix } socket }
                ? UnixPeer.Of(socket)
                : null
        );

    private static Socket? UnixSocket(SidecarConfig config, out string? warning)
    {
        warning = null;
        try
        {
            return Bind(new UnixDomainSocketEndPoint(AdminSocket.PathOf(config)), nameof(config.AdminSocket));
        }
        catch (Exception fault) when (config.AdminSocket.Length == 0 && fault is IOException or UnauthorizedAccessException)
        {
            warning = AdminSocket.Unusable(fault.Message);
            return null;
        }
    }

    private static Socket Bind(EndPoint address, string key)
    {
        try
        {
            return ListenSocket.Bind(address);
        }
        catch (SocketException fault)
        {
            throw new IOException($"{key}: cannot listen on {address}: {fault.Message}", fault);
        }
    }
}
