using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>The listening socket is somebody else's (systemd's), who holds it while no sidecar runs.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class HeldSocketSpecs(CondorPool pool) : IDisposable
{
    private const int Creates = 200;

    /// <summary>A stop answers what has come before it, within its limit. A slow machine must be able to answer that much.</summary>
    private const int UnansweredAtMost = 16;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-held.").FullName;

    public void Dispose()
    {
        pool.Tool("condor_rm", "-all");
        TestFolder.Remove(_folder);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_create_is_refused_while_the_sidecar_is_restarted_three_times(bool keepsConnections)
    {
        var port = FreePort.Next();
        using var held = new ActivatedSocket(new IPEndPoint(IPAddress.Loopback, port));
        await using var sidecar = await Sidecar.StartAsync(pool, "", port, held.Wrapper());
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(100) };
        client.DefaultRequestHeaders.ConnectionClose = !keepsConnections;
        var (pods, answers) = (new ConcurrentQueue<PodBody>(), new ConcurrentQueue<Task<string>>());
        using var enough = new CancellationTokenSource();
        using var places = new SemaphoreSlim(UnansweredAtMost);
        var sending = SendAsync();
        for (var restart = 0; restart < 3; restart++)
        {
            Assert.Equal(0, await sidecar.StopAsync());
            await sidecar.StartAgainAsync();
        }
        await Wait.UntilAsync("the creates to be sent", () => Task.FromResult(answers.Count >= Creates));
        await enough.CancelAsync();
        await sending;

        Assert.All(await Task.WhenAll(answers), said => Assert.Equal("200", said));
        await Wait.UntilAsync("one job of each pod", () => Task.FromResult(JobsOf(pods).SequenceEqual(pods.Select(_ => 1))));

        async Task SendAsync()
        {
            using var timer = new PeriodicTimer(Every);
            while (!enough.IsCancellationRequested && await timer.WaitForNextTickAsync())
            {
                var pod = new PodBody()
                    .Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"")
                    .Container("main", "true");
                await places.WaitAsync();
                pods.Enqueue(pod);
                answers.Enqueue(AnsweredAsync(pod));
            }
        }

        async Task<string> AnsweredAsync(PodBody pod)
        {
            try
            {
                return await CreateAsync(client, pod);
            }
            finally
            {
                places.Release();
            }
        }
    }

    private IEnumerable<int> JobsOf(IEnumerable<PodBody> pods)
    {
        var jobs = pool.Tool("condor_q", "-allusers", "-af", "InterLinkPodUid").Stdout.Split('\n').CountBy(uid => uid).ToDictionary();
        return pods.Select(pod => jobs.GetValueOrDefault(pod.Uid));
    }

    private static async Task<string> CreateAsync(HttpClient client, PodBody pod)
    {
        try
        {
            using var body = new StringContent(pod.Json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var answer = await client.PostAsync(new Uri("/create", UriKind.Relative), body);
            return answer.StatusCode == HttpStatusCode.OK ? "200" : $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return fault.ToString();
        }
    }

    [Fact]
    public async Task A_unix_socket_that_was_handed_over_is_served_and_stays_when_the_sidecar_ends()
    {
        var path = Path.Combine(_folder, "sidecar.sock");
        using var held = new ActivatedSocket(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var process = Process($"Socket: {path}", held.Wrapper());
        for (var start = 0; start < 2; start++)
        {
            process.Start();
            // It is asked before it listens, and answers when it does.
            Assert.Matches("^(ok$|degraded: pods: the sidecar has just started)", await PingAsync(path));
            Assert.Equal(0, await process.StopAsync());
            Assert.True(File.Exists(path));
        }
    }

    [Theory]
    [InlineData("another port", "cannot start: systemd hands over a socket on 127.0.0.1:{0}, and the configuration says 127.0.0.1:{1}")]
    [InlineData("two", "cannot start: systemd hands over 2 sockets (LISTEN_FDS), 1 is expected")]
    [InlineData(
        "open to all",
        "cannot start: every user of this machine may connect to {2}; SocketMode=0600 or 0660 in the .socket unit, or "
            + "InsecureListen: true, is expected"
    )]
    public async Task A_socket_that_is_not_the_configured_one_or_is_open_to_all_is_refused_in_one_line(string what, string line)
    {
        var (port, other, path) = (FreePort.Next(), FreePort.Next(), Path.Combine(_folder, "sidecar.sock"));
        using var held = new ActivatedSocket(
            what == "open to all" ? new UnixDomainSocketEndPoint(path) : new IPEndPoint(IPAddress.Loopback, port)
        );
        if (what == "open to all")
            File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        var printed = new ConcurrentQueue<string>();
        using var process = Process(
            what == "open to all" ? $"Socket: {path}" : $"SidecarPort: {(what == "another port" ? other : port)}",
            held.Wrapper(what == "two" ? 2 : 1),
            printed.Enqueue
        );
        process.Start();
        Assert.Equal(1, await process.ExitCodeAsync());
        await Wait.UntilAsync("the line", () => Task.FromResult(!printed.IsEmpty));
        Assert.Equal([string.Format(System.Globalization.CultureInfo.InvariantCulture, line, port, other, path)], printed);
    }

    private SidecarProcess Process(string listen, IReadOnlyList<string> wrapper, Action<string>? line = null)
    {
        var file = Path.Combine(_folder, "SidecarConfig.yaml");
        File.WriteAllText(file, $"DataRootFolder: {_folder}/data\n{listen}\n");
        return new SidecarProcess(file, pool.Environment, line ?? (_ => { })) { Wrapper = wrapper };
    }

    private static async Task<string> PingAsync(string path)
    {
        using var client = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancel) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://localhost/status") { Content = new StringContent("[]") };
        using var answer = await client.SendAsync(request);
        return (string?)System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())?["status"] ?? "";
    }
}
