using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace HtcondorActors.ChaosRun;

/// <summary>The requests of interLink's API server, each with one of three outcomes.</summary>
internal sealed class InterLink(Uri server) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };

    public Task<Answer> CreateAsync(TestPod subject, TimeSpan patience) =>
        CallAsync(HttpMethod.Post, "/create", subject.Body.Json, patience);

    public Task<Answer> DeleteAsync(TestPod subject, TimeSpan patience) =>
        CallAsync(HttpMethod.Post, "/delete", subject.Body.PodJson, patience);

    public Task<Answer> StatusAsync(IEnumerable<TestPod> subjects) =>
        CallAsync(HttpMethod.Get, "/status", $"[{string.Join(',', subjects.Select(each => each.Body.PodJson))}]", Patience);

    public Task<Answer> LogAsync(TestPod subject, string container) =>
        CallAsync(
            HttpMethod.Get,
            "/getLogs",
            JsonSerializer.Serialize(
                new
                {
                    Namespace = "default",
                    PodUID = subject.Uid,
                    PodName = subject.Body.Name,
                    ContainerName = container,
                    Opts = new
                    {
                        Tail = 0,
                        Bytes = 0,
                        Timestamps = false,
                        Follow = false,
                        Previous = false,
                        SinceSeconds = 0,
                        SinceTime = "0001-01-01T00:00:00Z",
                    },
                }
            ),
            Patience
        );

    /// <summary>By the sidecar's own clock; null: no answer.</summary>
    public async Task<DateTimeOffset?> TimeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            using var answer = await _http.GetAsync(new Uri("/", UriKind.Relative), limit.Token);
            return answer.Headers.Date;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Answer> CallAsync(HttpMethod method, string path, string body, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await _http.SendAsync(request, limit.Token);
            var text = await answer.Content.ReadAsStringAsync(limit.Token);
            var outcome =
                answer.StatusCode == HttpStatusCode.OK ? Outcome.Ok
                : (int)answer.StatusCode < 500 ? Outcome.Failed
                : Outcome.Unknown;
            return new Answer(outcome, (int)answer.StatusCode, text);
        }
        catch (HttpRequestException fault) when (fault.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return new Answer(Outcome.Failed, 0, "nobody listens");
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            return new Answer(Outcome.Unknown, 0, fault.Message);
        }
    }
}
