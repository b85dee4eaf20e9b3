using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A node that answers 200 to everything and counts the requests by their paths.</summary>
internal sealed class AnsweringNode : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly Task _serving;

    public AnsweringNode()
    {
        // HAProxy's checks have the name localhost.
        foreach (var host in (string[])["127.0.0.1", "localhost"])
            _listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{Port}/"));
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public int Port { get; } = FreePort.Next();

    public int Count(string path) => _counts.GetValueOrDefault(path);

    public void Forget() => _counts.Clear();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var request = await _listener.GetContextAsync();
                _counts.AddOrUpdate(request.Request.Url!.AbsolutePath, 1, (_, count) => count + 1);
                request.Response.Close();
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
            // the test is over
        }
    }
}
