using System.Net;
using System.Text;
using HtcondorActors.TestPool;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A container registry on loopback with one image under every name, for those who know the password (OCI distribution 1.1,
/// reading only).</summary>
internal sealed class Registry : IAsyncDisposable
{
    public const string User = "puller",
        Password = "reg1stry-canary";

    private readonly WebApplication _app;
    private int _manifests;

    private Registry(OciImage image)
    {
        Image = image;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public OciImage Image { get; }

    /// <summary><c>127.0.0.1:PORT</c>.</summary>
    public string Host => new Uri(_app.Urls.Single()).Authority;

    /// <summary>How often somebody asked which image a name is.</summary>
    public int ManifestsAsked => _manifests;

    /// <summary>It answers 503 to everybody.</summary>
    public bool IsAway { get; set; }

    public static async Task<Registry> StartAsync(OciImage image)
    {
        var registry = new Registry(image);
        await registry._app.StartAsync();
        return registry;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (IsAway)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        var known = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{User}:{Password}"));
        if (http.Request.Headers.Authorization != known)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"test\"";
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        var parts = http.Request.Path.Value!.Split('/');
        var digest = parts[^1].StartsWith("sha256:", StringComparison.Ordinal) ? parts[^1] : Image.Digest;
        if (parts is [.., "manifests", _])
            Interlocked.Increment(ref _manifests);
        if (parts is not [.., "manifests" or "blobs", _])
            return; // /v2/
        if (!Image.Blobs.TryGetValue(digest, out var blob))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        http.Response.ContentType = parts[^2] == "manifests" ? OciImage.ManifestType : "application/octet-stream";
        http.Response.Headers["Docker-Content-Digest"] = digest;
        http.Response.ContentLength = blob.Length;
        if (HttpMethods.IsGet(http.Request.Method))
            await http.Response.Body.WriteAsync(blob);
    }
}
