using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Cli.Operators;

/// <summary>Calls /admin/v1 of a sidecar. Each failure says in words what is wrong and what to do.</summary>
/// <param name="address">Where the listener is.</param>
/// <param name="warn">Gets each warning of the sidecar, once for as long as it repeats it.</param>
internal sealed class AdminClient(AdminAddress address, Action<string> warn) : IDisposable
{
    private const string Base = "/admin/v1/";

    /// <summary>What .NET makes of ENOENT, the answer of the kernel where there is no such socket.</summary>
    private const SocketError NoSuchFile = SocketError.AddressNotAvailable;

    private readonly HttpClient _http = address.Open();
    private HashSet<string> _warnings = [];

    /// <summary>The path of a pod that a person named: <c>pods/...</c>.</summary>
    public static string PathOf(string pod) => "pods/" + Uri.EscapeDataString(pod);

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken stop) =>
        SendAsync(HttpMethod.Get, path, null, type, stop);

    public async Task<T> SendAsync<T>(HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> type, CancellationToken stop)
    {
        using var answer = await SendAsync(method, path, body, stop);
        return await Reached(async () =>
        {
            await using var content = await answer.Content.ReadAsStreamAsync(stop);
            return await JsonSerializer.DeserializeAsync(content, type, stop)
                ?? throw new OperatorFault(OperatorFault.Refused, "the sidecar's answer is empty");
        });
    }

    /// <summary>Lets a reader read an answer as it comes.</summary>
    public async Task ReadAsync(string path, Func<Stream, Task> read, CancellationToken stop)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, stop);
        await Reached(async () =>
        {
            await using var content = await answer.Content.ReadAsStreamAsync(stop);
            await read(content);
            return 0;
        });
    }

    /// <summary>Copies an answer as it comes.</summary>
    public Task CopyAsync(string path, Stream to, CancellationToken stop) => ReadAsync(path, content => CopyAsync(content, to, stop), stop);

    private static async Task CopyAsync(Stream content, Stream to, CancellationToken stop)
    {
        var buffer = new byte[64 << 10];
        while (await content.ReadAsync(buffer, stop) is var read && read > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), stop);
            await to.FlushAsync(stop);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, Base + path);
        if (body is not null)
            request.Content = new ByteArrayContent(body);
        var answer = await Reached(() => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop));
        Warn(answer);
        if (answer.StatusCode == HttpStatusCode.OK)
            return answer;
        using (answer)
        {
            var words = OneLine.Of(await Reached(() => answer.Content.ReadAsStringAsync(stop)), FieldFaults.LongestLine);
            throw new OperatorFault(
                answer.StatusCode switch
                {
                    HttpStatusCode.BadRequest => OperatorFault.Usage,
                    HttpStatusCode.NotFound => OperatorFault.NoSuchPod,
                    HttpStatusCode.Conflict => OperatorFault.Ambiguous,
                    _ => OperatorFault.Refused,
                },
                words.Length > 0 ? words : $"the sidecar answers {(int)answer.StatusCode}"
            );
        }
    }

    private void Warn(HttpResponseMessage answer)
    {
        var now = answer.Headers.Warning.Select(AdminWarning.TextOf).ToHashSet(StringComparer.Ordinal);
        foreach (var text in now.Except(_warnings))
            warn(text);
        _warnings = now;
    }

    private async Task<T> Reached<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (HttpRequestException broken)
        {
            throw new OperatorFault(OperatorFault.Unreachable, Words(broken));
        }
        catch (IOException broken)
        {
            throw new OperatorFault(OperatorFault.Unreachable, $"the answer of {address.Name} broke off: {OneLine.Of(broken.Message)}");
        }
        catch (JsonException)
        {
            throw new OperatorFault(OperatorFault.Refused, $"{address.Name} answers with something else than this program expects");
        }
    }

    private string Words(HttpRequestException broken)
    {
        var cause = broken.GetBaseException();
        if (cause is AuthenticationException)
            return $"{address.Name}: TLS failed: {OneLine.Of(cause.Message)} (--ca names the CA of the sidecar's certificate)";
        return address.Socket is { } socket && cause is SocketException fault
            ? fault.SocketErrorCode switch
            {
                NoSuchFile => $"no sidecar is running here: there is no socket {socket}. "
                    + "Start it, or name its configuration with --config, or its address with --admin",
                SocketError.ConnectionRefused =>
                    $"the sidecar is not running: nobody answers on {socket}, which an earlier process has left there",
                SocketError.AccessDenied => $"user {Environment.UserName} may not open {socket}: only the sidecar's own user and root may. "
                    + "Run this command as one of them (sudo -u USER)",
                _ => $"cannot reach {socket}: {OneLine.Of(fault.Message)}",
            }
            : $"cannot reach {address.Name}: {OneLine.Of(cause.Message)}";
    }

    /// <summary>A body.</summary>
    public static byte[] Body<T>(T value, JsonTypeInfo<T> type) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value, type));
}
