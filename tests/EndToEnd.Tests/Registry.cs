using System.Net;
using System.Text;
using HtcondorActors.TestPool;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A container registry on loopback with one image under every name (OCI distribution 1.1, reading only). It serves those who know
/// the password, or, if it is open, everybody.</summary>
internal sealed class Registry : IAsyncDisposable
{
    public const string User = "puller",
        Password = "reg1stry-canary";

    private readonly WebApplication _app;
    private readonly bool _isOpen;
    private volatile bool _isAway;
    private int _manifests;
    private int _refused;

    private Registry(OciImage image, bool isOpen)
    {
        (Image, _isOpen) = (image, isOpen);
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
    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>How often somebody asked while it was away.</summary>
    public int Refused => _refused;

    public static async Task<Registry> StartAsync(OciImage image, bool isOpen = false)
    {
        var registry = new Registry(image, isOpen);
        await registry._app.StartAsync();
        return registry;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (IsAway)
        {
            Interlocked.Increment(ref _refused);
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        var known = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{User}:{Password}"));
        if (!_isOpen && http.Request.Headers.Authorization != known)
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
