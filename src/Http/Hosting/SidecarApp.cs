using System.Net.Sockets;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Endpoints;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Console;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The web application, built from the configuration and nothing else: no appsettings, no ASPNETCORE variables, so that what
/// SidecarConfig.yaml says is what holds.
/// </summary>
internal static class SidecarApp
{
    /// <summary>A pod's ConfigMaps and Secrets travel in its create, once for each container that mounts them (protocol 2.1).</summary>
    public const long LargestBody = 64L << 20;

    /// <param name="config">Free of faults.</param>
    /// <param name="socket">Bound; the application owns it from here on.</param>
    /// <param name="rooms">Adds what answers behind the endpoints: an <c>IPodGateway</c> and the options it lives by.</param>
    public static WebApplication Build(SidecarConfig config, Socket socket, Action<IServiceCollection> rooms)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(config.LogLevel)
            .AddFilter("Microsoft", config.LogLevel > LogLevel.Warning ? config.LogLevel : LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None) // why it does not start is said by whoever starts it
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                console.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            // Somebody reading a log slowly (kubectl logs | less) is no attack; callers are local.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(socket.LocalEndPoint!);
        });
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = _ => socket);
        // systemd and Kubernetes kill after a while: what is accepted is in the journal, and whoever still waits for an answer asks again.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(6));
        builder.Services.AddRoutingCore().AddSingleton(TimeProvider.System).AddSingleton<PendingCreates>();
        rooms(builder.Services);

        var app = builder.Build();
        app.UseMiddleware<Refusals>();
        app.UseRouting();
        app.MapInterLink();
        return app;
    }
}
