using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Tests;
using HtcondorActors.TestPool;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Fuzz.Tests;

/// <summary>
/// Bytes on a connection to the real listener. It answers with success, with the caller's fault or with "not now", or closes the
/// connection; it logs no failure of its own, and it answers the next caller.
/// </summary>
public sealed partial class RawRequestSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The answer to the first bytes of HTTP/2: a frame of it that asks for HTTP/1.1.</summary>
    private const string GoAway = "\0\0\u0008\u0007\0\0\0\0\0\0\0\0\0\0\0\0\r";

    private static readonly CondorIoOptions Condor = new()
    {
        DataRootFolder = "/nowhere",
        Instance = "me",
        TagAttribute = "InterLinkTag",
    };

    [Fact]
    public async Task Whatever_bytes_a_caller_sends_the_next_caller_is_answered()
    {
        await using var sidecar = await RunningSidecar.StartAsync(config => config with { LogLevel = LogLevel.Warning });
        sidecar.Gateway.OnExplain = pod => PodExplainer.Explain(pod, new SitePolicy(), Condor);
        sidecar.Gateway.OnStatus = uid => $$"""{"name":"p","UID":"{{uid}}","namespace":"n","containers":[]}""";
        sidecar.Gateway.OnLogs = (output, cancel) => output.WriteAsync("one line\n"u8.ToArray(), cancel).AsTask();
        Fuzz.Run(
            "raw-request",
            Requests(),
            HttpMutations.Of("uid", "\\ud800", "HTTP/1.1", "Content-Length: 3"),
            input => SendAsync(sidecar, input).GetAwaiter().GetResult(),
            inputs: 1500
        );
    }

    /// <summary>So much of the log belongs to earlier inputs.</summary>
    private int _read;

    private async Task SendAsync(RunningSidecar sidecar, byte[] input)
    {
        string said;
        await using (var caller = await RawCaller.ConnectAsync(sidecar))
        {
            // In one piece, in two, or in two of which the second never comes; the input itself says which.
            var (way, cut) = (input.Length % 8, input.Length / 2);
            try
            {
                await caller.SendAsync(way < 6 ? input : input[..cut]);
                if (way == 7)
                {
                    caller.Reset();
                }
                else
                {
                    if (way == 6)
                        await caller.SendAsync(input[cut..]);
                    caller.EndSending();
                }
            }
            catch (System.Net.Sockets.SocketException)
            {
                // The listener has closed the connection before it had all of it.
            }
            said = way == 7 ? "" : (await caller.ReadToEndAsync().WaitAsync(Patience)).Replace(GoAway, "", StringComparison.Ordinal);
        }
        if (said.Length > 0)
        {
            Assert.StartsWith("HTTP/1.1 ", said, StringComparison.Ordinal);
            foreach (Match answer in StatusLine().Matches(said))
            {
                var status = int.Parse(answer.Groups["status"].Value, CultureInfo.InvariantCulture);
                // 505 is HTTP's own answer to another version.
                Assert.True(status is 100 or (>= 200 and < 300) or (>= 400 and < 500) or 503 or 505, answer.Value);
                Assert.True(status != 503 || !said.EndsWith("\r\n\r\n", StringComparison.Ordinal), "503 without a reason");
            }
        }
        using var ping = await sidecar.Client.GetAsync(new Uri("status", UriKind.Relative)).WaitAsync(Patience);
        Assert.Equal(System.Net.HttpStatusCode.OK, ping.StatusCode);
        Forget(sidecar.Gateway);
        var logged = sidecar.Log.Text;
        var since = logged[_read..];
        _read = logged.Length;
        // A line of the log that goes on (a stack trace) is a failure too. An answer of 503 is logged as an error, and its reason is in the
        // answer.
        var failures = since
            .Split('\n')
            .Where(line =>
                line.Length > 0
                && !line.StartsWith("Warning ", StringComparison.Ordinal)
                && !line.Contains(": 503 (", StringComparison.Ordinal)
            );
        Assert.True(!failures.Any(), since);
    }

    /// <summary>A long run would keep every pod.</summary>
    private static void Forget(ScriptedGateway gateway)
    {
        gateway.Created.Clear();
        gateway.Deleted.Clear();
        gateway.Asked.Clear();
        gateway.Read.Clear();
    }

    /// <summary>The five requests as interLink sends them, a ping, and two of them behind each other.</summary>
    private static byte[][] Requests()
    {
        byte[][] one =
        [
            Request("POST", "/create", "create-simple.json"),
            Request("POST", "/explain", "create-simple.json"),
            Request("GET", "/status", "status-one-pod.json"),
            Request("GET", "/status", "status-ping.json"),
            Request("POST", "/delete", "delete-running.json"),
            Request("GET", "/getLogs", "getlogs.json"),
        ];
        return [.. one, [.. one[2], .. one[3]], [.. one[4], .. one[5], .. one[0]]];
    }

    private static byte[] Request(string method, string path, string fixture)
    {
        var body = File.ReadAllBytes(RepositoryRoot.File("tests", "Fixtures", "interlink", fixture));
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nInterLink-Http-Session: "
                + $"Fuzz#1\r\nContent-Length: {body.Length}\r\n\r\n"
        );
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    [GeneratedRegex(@"HTTP/1\.1 (?<status>[0-9]{3}) ")]
    private static partial Regex StatusLine();
}
