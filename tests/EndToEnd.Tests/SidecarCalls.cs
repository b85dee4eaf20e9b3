using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>
/// The five requests as interLink's API server sends them. Every status answer of a pod that was created here goes through the Virtual
/// Kubelet's fold, and one that it would misread, or that takes back what an earlier one said, fails the test.
/// </summary>
internal sealed class SidecarCalls(Uri server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = TimeSpan.FromSeconds(110) };
    private readonly Dictionary<string, ObservedPod> _seen = [];
    private readonly Dictionary<string, string> _lastAnswer = [];

    public async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await SendAsync(HttpMethod.Get, "/status", "[]");
            return answer.StatusCode == HttpStatusCode.OK
                && !(await answer.Content.ReadAsStringAsync()).Contains("the sidecar has just started", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>What the ping says of the sidecar.</summary>
    public async Task<string> PingAsync()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/status", "[]");
        return await answer.Content.ReadAsStringAsync();
    }

    public async Task<(HttpStatusCode Code, string Body)> PostAsync(string path, string body)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, body);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Creates the pod and gives its job id.</summary>
    public async Task<string> CreateAsync(SentPod pod)
    {
        var (code, body) = await PostAsync("/create", pod.Json);
        Assert.True(code == HttpStatusCode.OK, $"create: {(int)code} {body}");
        var answer = JsonNode.Parse(body)!;
        Assert.Equal(pod.Uid, (string?)answer["PodUID"]);
        _seen.TryAdd(pod.Uid, VirtualKubeletFold.Begin(pod.Outline));
        return (string)answer["PodJID"]!;
    }

    public async Task DeleteAsync(SentPod pod)
    {
        var (code, body) = await PostAsync("/delete", pod.PodJson);
        Assert.True(code == HttpStatusCode.OK, $"delete: {(int)code} {body}");
    }

    /// <summary>The whole answer about pods, known or not, in one request.</summary>
    public async Task<JsonArray> StatusOfAllAsync(params SentPod[] pods)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/status", $"[{string.Join(',', pods.Select(pod => pod.PodJson))}]");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();
    }

    /// <summary>
    /// True for one of several nodes: it may answer 503 for a while, which is no status. The Virtual Kubelet then keeps what it has.
    /// </summary>
    public bool MayBeOutOfTouch { get; set; }

    /// <summary>The status entry of the pod, or null when it is left out.</summary>
    public async Task<JsonNode?> StatusAsync(SentPod pod)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/status", $"[{pod.PodJson}]");
        var body = await answer.Content.ReadAsStringAsync();
        if (MayBeOutOfTouch && answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            return null;
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"status: {(int)answer.StatusCode} {body}");
        Assert.Empty(VirtualKubeletFold.Defects(body, pod.Outline));
        if (_lastAnswer.TryGetValue(pod.Uid, out var earlier))
            Assert.Empty(VirtualKubeletFold.Regressions(earlier, body));
        _lastAnswer[pod.Uid] = body;
        if (_seen.TryGetValue(pod.Uid, out var seen))
            _seen[pod.Uid] = VirtualKubeletFold.Next(seen, body);
        return JsonNode.Parse(body)!.AsArray().SingleOrDefault();
    }

    /// <summary>What the Virtual Kubelet makes of the answers here. The pod may have been created at another node.</summary>
    public async Task<PodPhase> PhaseAsync(SentPod pod)
    {
        _seen.TryAdd(pod.Uid, VirtualKubeletFold.Begin(pod.Outline));
        await StatusAsync(pod);
        return _seen[pod.Uid].Phase;
    }

    public Task UntilPhaseAsync(SentPod pod, PodPhase phase) =>
        Wait.UntilAsync($"{pod.Name} to be {phase}", async () => await PhaseAsync(pod) == phase);

    /// <summary>Waits until the pod's first container is said to wait for that reason.</summary>
    public Task UntilWaitingAsync(SentPod pod, string reason) =>
        Wait.UntilAsync(
            reason,
            async () => (string?)(await StatusAsync(pod))?["containers"]![0]!["state"]!["waiting"]?["reason"] == reason
        );

    /// <summary>Waits for the pod's end and gives the exit codes by container, init containers too.</summary>
    public async Task<Dictionary<string, int>> EndAsync(SentPod pod)
    {
        await Wait.UntilAsync($"{pod.Name} to end", async () => await PhaseAsync(pod) is PodPhase.Succeeded or PodPhase.Failed);
        var status = await Wait.ForAsync("its status", () => StatusAsync(pod));
        return status["containers"]!
            .AsArray()
            .Concat(status["initContainers"]?.AsArray() ?? [])
            .ToDictionary(c => (string)c!["name"]!, c => (int)c!["state"]!["terminated"]!["exitCode"]!);
    }

    public async Task<string> LogsAsync(SentPod pod, string container, int tail = 0) =>
        Encoding.UTF8.GetString(await LogBytesAsync(pod, container, tail));

    public async Task<string> PreviousLogAsync(SentPod pod, string container) =>
        Encoding.UTF8.GetString(await LogBytesAsync(pod, container, previous: true));

    /// <summary>As a kubelet says it.</summary>
    public async Task PreviousLogIsMissingAsync(SentPod pod, string container)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/getLogs", new LogRequest(container, Previous: true).Body(pod));
        Assert.Equal(
            (HttpStatusCode.BadRequest, $"previous terminated container \"{container}\" in pod \"{pod.Name}\" not found"),
            (answer.StatusCode, (await answer.Content.ReadAsStringAsync()).TrimEnd('\n'))
        );
    }

    public Task<byte[]> LogBytesAsync(SentPod pod, string container, int tail = 0, bool follow = false, bool previous = false) =>
        LogBytesAsync(pod, new LogRequest(container, Tail: tail, Follow: follow, Previous: previous));

    public async Task<byte[]> LogBytesAsync(SentPod pod, LogRequest request)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/getLogs", request.Body(pod));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Open as soon as the headers are there.</summary>
    public async Task<StreamReader> FollowAsync(SentPod pod, string container)
    {
        var answer = await SendAsync(
            HttpMethod.Get,
            "/getLogs",
            new LogRequest(container, Follow: true).Body(pod),
            HttpCompletionOption.ResponseHeadersRead
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new StreamReader(await answer.Content.ReadAsStreamAsync());
    }

    public void Dispose() => _http.Dispose();

    private Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string body,
        HttpCompletionOption until = HttpCompletionOption.ResponseContentRead
    )
    {
        var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("InterLink-Http-Session", "Test#1");
        return _http.SendAsync(request, until);
    }
}
