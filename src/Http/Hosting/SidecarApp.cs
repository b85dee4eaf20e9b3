using System.Net.Sockets;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Admin;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Endpoints;
using HtcondorActors.Http.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Builds the web application from the configuration alone, without appsettings and ASPNETCORE variables, so that only SidecarConfig.yaml
/// counts.
/// </summary>
internal static class SidecarApp
{
    /// <param name="config">A configuration without faults.</param>
    /// <param name="socket">The bound socket, which the application owns from here on.</param>
    /// <param name="rooms">Registers what the endpoints call: an <c>IPodGateway</c> and its options.</param>
    /// <param name="admin">The bound sockets of the admin listener, which the application owns too.</param>
    public static WebApplication Build(
        SidecarConfig config,
        Socket socket,
        Action<IServiceCollection> rooms,
        params IReadOnlyList<Socket> admin
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        var threshold = new LogThreshold(config.LogLevel);
        builder
            .Logging.SetMinimumLevel(LogLevel.Trace)
            .AddFilter((_, level) => threshold.Lets(level))
            .AddFilter(SidecarServer.LifeCategory, level => level >= LogLevel.Information) // the start and the stop are always told
            .AddFilter("Microsoft", level => threshold.Lets(level, LogLevel.Warning))
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // SidecarServer reports why the start failed
        builder
            .Services.AddSingleton(threshold)
            .AddSingleton(LogTarget.Of(config.LogFormat, JournaldSocket.Default, Environment.GetEnvironmentVariable("JOURNAL_STREAM")))
            .AddSingleton(of => of.GetRequiredService<LogTarget>().Output(TimeProvider.System))
            .AddSingleton<ILoggerProvider>(of => new FormattedLog(
                of.GetRequiredService<LogOutput>(),
                of.GetRequiredService<LogTarget>().Form,
                TimeProvider.System
            ));
        builder.Services.Replace(
            ServiceDescriptor.Singleton<ILoggerFactory>(of => new KestrelLogFilter(ActivatorUtilities.CreateInstance<LoggerFactory>(of)))
        );
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = BodyLimits.LargestBody;
                // Bodies wait in this buffer until there is memory for them, so it must be small.
                kestrel.Limits.MaxRequestBufferSize = 128 << 10;
                kestrel.Limits.MinResponseDataRate = EndpointResponses.SlowestReader;
                kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(BodyLimits.SlowestBytesPerSecond, BodyLimits.Grace);
                kestrel.Listen(
                    socket.LocalEndPoint!,
                    listen =>
                    {
                        Protect(listen);
                        Encrypt(listen, config);
                    }
                );
                foreach (var own in admin)
                    kestrel.Listen(
                        own.LocalEndPoint!,
                        listen =>
                        {
                            Protect(listen);
                            AdminListener.Configure(listen, own);
                        }
                    );
            });
        builder.Services.Configure<SocketTransportOptions>(transport =>
            transport.CreateBoundListenSocket = address => admin.FirstOrDefault(own => address.Equals(own.LocalEndPoint)) ?? socket
        );
        builder
            .Services.AddSingleton<StoppableTransport>()
            .AddSingleton<IConnectionListenerFactory>(of => of.GetRequiredService<StoppableTransport>());
        builder.Services.AddSingleton<Drain>().AddHostedService(of => of.GetRequiredService<Drain>());
        builder.Services.AddHostedService(of => new SystemdHealth(
            of.GetRequiredService<IPodGateway>(),
            of.GetRequiredService<IHostApplicationLifetime>(),
            TimeProvider.System,
            SystemdHealth.PatienceOf(Environment.GetEnvironmentVariable),
            SystemdNotice.Say
        ));
        // systemd and Kubernetes kill the process after a while. Accepted pods are in the journal by then, and callers that still wait ask
        // again.
        // A node of a cluster hands its pods over first.
        var stopWithin = TimeSpan.FromSeconds(config.ClusterHost.Length > 0 ? 25 : 6);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = stopWithin);
        builder
            .Services.AddRoutingCore()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(config.ToBodyLimits())
            .AddSingleton<HealthBoard>()
            .AddSingleton<RefusalLog>()
            .AddSingleton(of => new PendingCreates(
                of.GetRequiredService<ActorsOptions>(),
                of.GetRequiredService<BodyLimits>(),
                of.GetRequiredService<TimeProvider>(),
                of.GetService<NodeShare>() is { } share ? most => share.Of(most) : null
            ))
            .AddSingleton<PodListings>()
            .AddSingleton<MergedListings>()
            .AddSingleton<OwnPods>()
            .AddSingleton<INodeAnswers>(of => of.GetRequiredService<OwnPods>())
            .AddSingleton<AllPods>()
            .AddSingleton<AdminServices>()
            .AddSingleton(new LogLevelSwitch(() => threshold.Level, level => threshold.Level = level, () => threshold.Configured));
        builder.Services.AddSingleton(of =>
            ListenerCredentials.Of(
                config,
                of.GetRequiredService<HealthBoard>(),
                TimeProvider.System,
                of.GetRequiredService<ILogger<ListenerCredentials>>()
            )
        );
        builder.Services.AddSingleton(of => new AdminCredentials(
            config,
            of.GetRequiredService<HealthBoard>(),
            TimeProvider.System,
            of.GetRequiredService<ILogger<AdminCredentials>>()
        ));
        rooms(builder.Services);

        var app = builder.Build();
        var drain = app.Services.GetRequiredService<Drain>();
        app.Use(
            (http, next) =>
            {
                drain.Hear(http);
                return next(http);
            }
        );
        app.UseMiddleware<ErrorMiddleware>();
        app.UseWhen(http => AdminConnection.Of(http) is null, plugin => plugin.UseMiddleware<AccessMiddleware>(config));
        app.UseWhen(http => AdminConnection.Of(http) is not null, own => own.UseMiddleware<AdminAccess>());
        app.Use(ListenerPaths.PassAsync);
        app.UseRouting();
        app.MapInterLink();
        app.MapHealth();
        app.MapAdmin();
        return app;
    }

    /// <summary>Only HTTP/1.1, which interLink uses: HTTP/2 would give strangers more ways to attack.</summary>
    private static void Protect(ListenOptions listen)
    {
        var drain = listen.ApplicationServices.GetRequiredService<Drain>();
        listen.Use(next => connection => drain.ConnectAsync(connection, next));
        listen.Use(next => new UnreadLogConnections(next, listen.ApplicationServices).RunAsync);
        listen.Protocols = HttpProtocols.Http1;
    }

    private static void Encrypt(ListenOptions listen, SidecarConfig config)
    {
        if (config.TlsCertFile.Length == 0)
            return;
        var tls = listen.ApplicationServices.GetRequiredService<ListenerCredentials>().Tls!;
        listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls.Content.Options()) });
    }
}
