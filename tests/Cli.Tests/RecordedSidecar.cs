using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Cli.Tests;

internal sealed record RecordedCall(string Method, string Path, string Session, JsonNode Body);

/// <summary>A server on loopback that writes down what it is asked and answers as it is told to.</summary>
internal sealed class RecordedSidecar : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RecordedSidecar(WebApplication app) => _app = app;

    public ConcurrentQueue<RecordedCall> Calls { get; } = [];

    /// <summary>Path and body to status code and text.</summary>
    public Func<string, JsonNode, (int Code, string Text)> Answer { get; set; } = (_, _) => (500, "no answer set");

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public IEnumerable<RecordedCall> To(string path) => Calls.Where(call => call.Path == path);

    public static async Task<RecordedSidecar> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var sidecar = new RecordedSidecar(builder.Build());
        sidecar._app.Run(sidecar.HandleAsync);
        await sidecar._app.StartAsync();
        return sidecar;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = JsonNode.Parse(await reader.ReadToEndAsync())!;
        var path = context.Request.Path.Value!;
        Calls.Enqueue(new RecordedCall(context.Request.Method, path, context.Request.Headers["InterLink-Http-Session"].ToString(), body));
        var (code, text) = Answer(path, body);
        context.Response.StatusCode = code;
        await context.Response.WriteAsync(text);
    }
}
