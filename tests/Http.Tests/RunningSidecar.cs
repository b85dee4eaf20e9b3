using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;
using HtcondorActors.Http.Tests.Admin;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Http.Tests;

/// <summary>The real pipeline on a real port (or unix socket), with a scripted gateway behind it. One per test: nothing is
/// shared.</summary>
internal sealed class RunningSidecar : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningSidecar(
        WebApplication app,
        Socket socket,
        IReadOnlyList<Socket> admin,
        ScriptedGateway gateway,
        CapturedLogEntries log,
        BodyReads reads
    )
    {
        (_app, Gateway, Log, BodyReads) = (app, gateway, log, reads);
        AdminPort = admin.Select(own => own.LocalEndPoint).OfType<IPEndPoint>().SingleOrDefault()?.Port ?? 0;
        Admin = admin.Select(own => own.LocalEndPoint).OfType<UnixDomainSocketEndPoint>().SingleOrDefault() is { } own
            ? Over(own)
            : new HttpClient();
        Client = socket.LocalEndPoint is UnixDomainSocketEndPoint unix
            ? Over(unix)
            : new HttpClient { BaseAddress = new Uri($"http://{socket.LocalEndPoint}") };
    }

    public ScriptedGateway Gateway { get; }
    public CapturedLogEntries Log { get; }

    /// <summary>The reads of bodies; counted only if Kestrel's log is not filtered.</summary>
    public BodyReads BodyReads { get; }
    public HttpClient Client { get; }

    /// <summary>The caller on the admin socket; it exists if the configuration names one.</summary>
    public HttpClient Admin { get; }

    /// <summary>The port of AdminHost.</summary>
    public int AdminPort { get; }

    public ScriptedDirectory Directory => (ScriptedDirectory)Services.GetRequiredService<IPodDirectory>();
    public ScriptedNodes Nodes => (ScriptedNodes)Services.GetRequiredService<IClusterNodes>();
    public ScriptedActions Actions => (ScriptedActions)Services.GetRequiredService<IOperatorActions>();
    public ScriptedJobs Jobs => (ScriptedJobs)Services.GetRequiredService<IUnownedJobs>();
    public IServiceProvider Services => _app.Services;

    /// <param name="change">Changes the configuration.</param>
    /// <param name="clock">The clock of the endpoints.</param>
    /// <param name="isFiltered">False: Kestrel's log is captured without the product's filter, and reads of bodies are counted.</param>
    public static async Task<RunningSidecar> StartAsync(
        Func<SidecarConfig, SidecarConfig>? change = null,
        TimeProvider? clock = null,
        bool isFiltered = true
    )
    {
        var config = new SidecarConfig
        {
            SidecarPort = 0,
            DataRootFolder = Path.GetTempPath(),
            LogLevel = LogLevel.Trace,
        };
        config = change?.Invoke(config) ?? config;
        var (gateway, log, reads) = (new ScriptedGateway(), new CapturedLogEntries(), new BodyReads());
        var socket = ListenSocket.Bind(config);
        var admin = config.AdminSocket.Length > 0 ? AdminListener.Bind(config, out _) : [];
        var app = SidecarApp.Build(
            config,
            socket,
            services =>
            {
                services.AddWire(config);
                services.RemoveAll<ILoggerProvider>();
                services.AddSingleton<ILoggerProvider>(log).AddSingleton<IPodGateway>(gateway);
                services.AddSingleton<IPodDirectory>(new ScriptedDirectory()).AddSingleton<IOperatorActions>(new ScriptedActions());
                services.AddSingleton<IUnownedJobs>(new ScriptedJobs()).AddSingleton<IClusterNodes>(new ScriptedNodes());
                if (clock is not null)
                    services.AddSingleton(clock);
                if (!isFiltered)
                    services.AddSingleton<IStartupFilter>(reads).Replace(ServiceDescriptor.Singleton<ILoggerFactory, LoggerFactory>());
            },
            admin
        );
        await app.StartAsync();
        return new RunningSidecar(app, socket, admin, gateway, log, reads);
    }

    public Task StopAsync() => _app.StopAsync();

    /// <summary>Everything that was logged, when nothing more is: the server is stopped first. A request's line comes after its
    /// answer, so a test that has just read an answer must not look for the line.</summary>
    public async Task<string> WholeLogAsync()
    {
        await _app.StopAsync();
        return Log.Text;
    }

    /// <summary>Sends as interLink does: JSON with a length, also with GET.</summary>
    public async Task<(HttpStatusCode Code, string? Type, string Text)> SendAsync(HttpMethod method, string path, byte[] body)
    {
        using var answer = await Client.SendAsync(Request(method, path, body));
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
    }

    public Task<(HttpStatusCode Code, string? Type, string Text)> SendAsync(HttpMethod method, string path, string body) =>
        SendAsync(method, path, Encoding.UTF8.GetBytes(body));

    public static HttpRequestMessage Request(HttpMethod method, string path, byte[] body)
    {
        var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("InterLink-Http-Session", "Test#1");
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Admin.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static HttpClient Over(UnixDomainSocketEndPoint address)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(address, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://unix") };
    }
}

/// <summary>Everything that was logged, at every level.</summary>
internal sealed class CapturedLogEntries : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

    public void Dispose() { }
}
