using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.Cli;

/// <summary>Calls a sidecar as interLink's API server does, with the same methods, headers and bodies. Only 200 is success.</summary>
internal sealed class SidecarClient : IDisposable
{
    private readonly HttpClient _http;

    public SidecarClient(Uri server)
    {
        Server = server;
        // interLink waits 120 s for an answer's headers. A proxy from the environment could not reach this machine's loopback.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = !server.IsLoopback })
        {
            BaseAddress = server,
            Timeout = TimeSpan.FromSeconds(120),
        };
    }

    public Uri Server { get; }

    /// <returns>The job id. As in the Virtual Kubelet, it must be a string in an object, with the pod's own UID.</returns>
    public async Task<string> CreateAsync(JsonObject request, CancellationToken stop)
    {
        var body = await TextAsync(HttpMethod.Post, "create", "CreatePod", request, stop);
        return JobId(body, request["pod"]!["metadata"]!["uid"]!.GetValue<string>())
            ?? throw new CliException($"POST /create: the Virtual Kubelet would not accept the answer {OneLine.Of(body)}");
    }

    /// <returns>The raw answer.</returns>
    public Task<string> StatusAsync(JsonObject pod, CancellationToken stop) =>
        TextAsync(HttpMethod.Get, "status", "GetStatus", new JsonArray(pod.DeepClone()), stop);

    public Task DeleteAsync(JsonObject pod, CancellationToken stop) => TextAsync(HttpMethod.Post, "delete", "DeletePod", pod, stop);

    /// <param name="tail">How many last lines to request; 0 for all.</param>
    /// <param name="read">Reads the raw bytes as they arrive.</param>
    public async Task LogAsync(AskedPod pod, string container, int tail, Func<Stream, Task> read, CancellationToken stop)
    {
        var request = new JsonObject
        {
            ["Namespace"] = pod.Namespace,
            ["PodUID"] = pod.Uid,
            ["PodName"] = pod.Name,
            ["ContainerName"] = container,
            ["Opts"] = new JsonObject
            {
                ["Tail"] = tail,
                ["Bytes"] = 0,
                ["Timestamps"] = false,
                ["Follow"] = false,
                ["Previous"] = false,
                ["SinceSeconds"] = 0,
                ["SinceTime"] = "0001-01-01T00:00:00Z",
            },
        };
        using var response = await SendAsync(HttpMethod.Get, "getLogs", "GetLogs", request, stop);
        await Reached(
            "getLogs",
            async () =>
            {
                await using var body = await response.Content.ReadAsStreamAsync(stop);
                await read(body);
                return 0;
            },
            stop
        );
    }

    public void Dispose() => _http.Dispose();

    private static string? JobId(string body, string uid)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            return
                answer.RootElement.GetProperty("PodUID").GetString() == uid
                && answer.RootElement.GetProperty("PodJID").GetString() is { Length: > 0 } jobId
                ? jobId
                : null;
        }
        catch (Exception wrongShape) when (wrongShape is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private async Task<string> TextAsync(HttpMethod method, string path, string session, JsonNode body, CancellationToken stop)
    {
        using var response = await SendAsync(method, path, session, body, stop);
        return await Reached(path, () => response.Content.ReadAsStringAsync(stop), stop);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string session, JsonNode body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString())),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("InterLink-Http-Session", $"{session}#{Random.Shared.Next(100_000)}");
        var response = await Reached(path, () => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop), stop);
        if ((int)response.StatusCode == 200)
            return response;
        using (response)
        {
            var words = await Reached(path, () => response.Content.ReadAsStringAsync(stop), stop);
            throw new SidecarRefusedException($"{method} /{path}: {(int)response.StatusCode} {OneLine.Of(words, FieldFaults.LongestLine)}");
        }
    }

    private async Task<T> Reached<T>(string path, Func<Task<T>> call, CancellationToken stop)
    {
        try
        {
            return await call();
        }
        catch (HttpRequestException broken)
        {
            throw new SidecarUnreachableException(
                $"cannot reach {Server.GetLeftPart(UriPartial.Authority)}: {OneLine.Of(broken.Message)}",
                broken.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            );
        }
        catch (IOException broken)
        {
            throw new SidecarUnreachableException($"/{path}: the answer broke off: {OneLine.Of(broken.Message)}", neverAsked: false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new SidecarUnreachableException($"/{path}: no answer in {_http.Timeout.TotalSeconds:0} s", neverAsked: false);
        }
    }
}
