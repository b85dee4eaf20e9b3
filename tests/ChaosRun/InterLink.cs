using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace HtcondorActors.ChaosRun;

/// <summary>
/// The requests of interLink's API server, each with one of three outcomes. With several nodes there is a load balancer before them, which
/// asks each whether it is ready, and sends requests to the ready ones in turn. Status requests stay with one node while it is ready.
/// </summary>
internal sealed class InterLink(IReadOnlyList<Node> nodes)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<string> _unanswered = [];
    private volatile bool _mayFail = true;
    private int _turn;
    private int _statuses;

    /// <summary>Requests that failed while none was to fail.</summary>
    public IReadOnlyCollection<string> Failures => _unanswered;

    /// <summary>Until the answer is disposed, no request may fail: neither an error of the sidecar nor a lost connection. A client that
    /// gives up early does not count.</summary>
    public IDisposable NoneMayFail()
    {
        _mayFail = false;
        return new WhenDisposed(() => _mayFail = true);
    }

    public Task<Answer> CreateAsync(TestPod subject, TimeSpan patience) =>
        CallAsync(Next(), HttpMethod.Post, "/create", subject.Body.Json, patience);

    public Task<Answer> DeleteAsync(TestPod subject, TimeSpan patience) =>
        CallAsync(Next(), HttpMethod.Post, "/delete", subject.Body.PodJson, patience);

    public Task<Answer> StatusAsync(IEnumerable<TestPod> subjects) =>
        CallAsync(OfStatuses(), HttpMethod.Get, "/status", $"[{string.Join(',', subjects.Select(each => each.Body.PodJson))}]", Patience);

    public Task<Answer> LogAsync(TestPod subject, string container) =>
        CallAsync(
            Next(),
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

    private HttpClient Next()
    {
        var turn = Interlocked.Increment(ref _turn);
        var ready = nodes.Where(node => node.IsReady).ToArray();
        return ready.Length > 0 ? ready[turn % ready.Length].Http : nodes[turn % nodes.Count].Http;
    }

    private HttpClient OfStatuses()
    {
        for (var left = nodes.Count; left > 0 && !nodes[_statuses].IsReady; left--)
            _statuses = (_statuses + 1) % nodes.Count;
        return nodes[_statuses].Http;
    }

    private async Task<Answer> CallAsync(HttpClient http, HttpMethod method, string path, string body, TimeSpan patience)
    {
        var isStrict = !_mayFail;
        var answer = await SendAsync(http, method, path, body, patience);
        if (isStrict && !_mayFail && patience == Patience && (answer.Code is 0 or >= 500))
            _unanswered.Enqueue($"{path}: {answer}");
        return answer;
    }

    private static async Task<Answer> SendAsync(HttpClient http, HttpMethod method, string path, string body, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await http.SendAsync(request, limit.Token);
            var text = await answer.Content.ReadAsStringAsync(limit.Token);
            var outcome =
                answer.StatusCode == HttpStatusCode.OK ? Outcome.Ok
                : (int)answer.StatusCode < 500 ? Outcome.Failed
                : Outcome.Unknown;
            return new Answer(outcome, (int)answer.StatusCode, text);
        }
        catch (HttpRequestException fault)
            when (fault.InnerException
                    is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable }
            )
        {
            return new Answer(Outcome.Failed, 0, "nobody listens");
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            return new Answer(Outcome.Unknown, 0, fault.Message);
        }
    }
}
