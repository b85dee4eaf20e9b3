using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>What the ping, the health endpoints and systemd are told of a real pool, a frozen schedd and a full disk.</summary>
[Collection(PoolCollection.Name)]
public sealed class HealthSpecs(CondorPool pool) : IDisposable
{
    private const string Config = "QueryTimeLimitSeconds: 1\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-health.").FullName;

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public async Task The_ping_has_the_totals_of_the_real_pool()
    {
        await using var sidecar = await Sidecar.StartAsync(
            pool,
            "PoolGpuResource: amd.com/gpu\nNodePods: 7\nTaints:\n  - {Key: example.org/site, Value: a}\n"
        );
        var answer = await Wait.ForAsync(
            "the totals",
            async () => JsonNode.Parse(await sidecar.Client.PingAsync()) is { } ping && ping["resources"]?["cpu"] is not null ? ping : null
        );
        Assert.Equal(
            """{"cpu":"64","memory":"65536Mi","pods":"7","accelerators":[{"resourceType":"amd.com/gpu","available":"2"}]}""",
            answer["resources"]!.ToJsonString()
        );
        Assert.Equal("""[{"key":"example.org/site","value":"a","effect":"NoSchedule"}]""", answer["taints"]!.ToJsonString());
        Assert.Equal("ok", (string?)answer["status"]);
        var info = JsonNode.Parse((await GetAsync(sidecar, "/system-info")).Text)!;
        Assert.StartsWith("1 slots, 64 CPUs, 65536 MiB memory, 2 GPUs, at ", (string?)info["condor_status"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frozen_schedd_makes_the_sidecar_degraded_and_neither_unready_nor_dead()
    {
        using var systemd = new NoticeSocket(Path.Combine(_folder, "notify"));
        var environment = new Dictionary<string, string>(pool.Environment)
        {
            ["NOTIFY_SOCKET"] = systemd.Path,
            ["WATCHDOG_USEC"] = "2000000",
        };
        await using var sidecar = await Sidecar.StartAsync(pool, Config, environment);
        Assert.Equal("READY=1", await systemd.NextAsync());
        await ReadyAsync(sidecar, (200, "[+]shutdown ok\nreadyz check passed\n"));
        using (new FrozenSchedd(pool))
        {
            await ReadyAsync(sidecar, (200, "[+]queue-poller polls degraded since "));
            Assert.Equal((200, "ok"), await GetAsync(sidecar, "/readyz"));
            Assert.Contains(
                "(condor_q: TimedOut), since ",
                (await GetAsync(sidecar, "/readyz/queue-poller%20polls")).Text,
                StringComparison.Ordinal
            );
            Assert.StartsWith(
                "degraded: queue-poller polls: the queue cannot be seen (condor_q: TimedOut), since ",
                (string?)JsonNode.Parse(await sidecar.Client.PingAsync())!["status"],
                StringComparison.Ordinal
            );
            var pods = sidecar.Run("pods");
            Assert.Equal(0, pods.ExitCode);
            Assert.Matches("^warning: as of 2.*Z; the schedd has not answered since: .*condor_q", pods.Stderr);
            systemd.Forget();
            Assert.Equal("WATCHDOG=1", await systemd.NextAsync());
        }
        await ReadyAsync(sidecar, (200, "[+]shutdown ok\nreadyz check passed\n"));
        Assert.Equal(0, await sidecar.StopAsync());
        await Wait.UntilAsync("the stop to be said", async () => await systemd.NextAsync() == "STOPPING=1");
    }

    [Fact]
    public async Task A_full_disk_makes_the_sidecar_unready_until_there_is_room_again_though_no_pod_comes()
    {
        var port = FreePort.Next();
        await using var sidecar = await Sidecar.StartAsync(pool, Config, port, SmallDisk());
        var ballast = $"/proc/{sidecar.Id.ToString(CultureInfo.InvariantCulture)}/root{sidecar.DataRoot}/ballast";
        await ReadyAsync(sidecar, (200, "[+]journal ok\n"));
        Shell.Run("/bin/sh", ["-c", "cat /dev/zero >\"$1\"", "sh", ballast]);
        await ReadyAsync(sidecar, (503, "[-]journal failed: reason withheld\n"));
        Assert.Equal((200, "ok"), await GetAsync(sidecar, "/livez"));
        Assert.Contains("database or disk is full", (await GetAsync(sidecar, "/readyz/journal")).Text, StringComparison.Ordinal);
        Assert.Contains("degraded: journal: cannot be written", await sidecar.Client.PingAsync(), StringComparison.Ordinal);
        File.Delete(ballast);
        await ReadyAsync(sidecar, (200, "[+]journal ok\n"));
    }

    /// <summary>The data folder is a disk of 8 MiB that only the sidecar sees.</summary>
    private static IReadOnlyList<string> SmallDisk() =>
        [
            "/usr/bin/unshare",
            "--map-root-user",
            "--mount",
            "--",
            "/bin/sh",
            "-c",
            """
                folder=$(dirname "$4")/data && mkdir -p "$folder" && chmod 700 "$folder" &&
                mount -t tmpfs -o size=8m,mode=0700 small "$folder" && exec "$@"
                """,
            "sh",
        ];

    private static Task ReadyAsync(Sidecar sidecar, (int Code, string Part) expected) =>
        Wait.UntilAsync(
            $"/readyz to be {expected.Code} with {expected.Part}",
            async () =>
            {
                var (code, text) = await GetAsync(sidecar, "/readyz?verbose");
                return code == expected.Code && text.Contains(expected.Part, StringComparison.Ordinal);
            }
        );

    private static async Task<(int Code, string Text)> GetAsync(Sidecar sidecar, string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.Port}") };
        using var answer = await client.GetAsync(path);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The socket on which systemd listens for notices.</summary>
    private sealed class NoticeSocket : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

        public NoticeSocket(string path)
        {
            Path = path;
            _socket.Bind(new UnixDomainSocketEndPoint(path));
        }

        public string Path { get; }

        public async Task<string> NextAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
            var buffer = new byte[200];
            return Encoding.UTF8.GetString(buffer, 0, await _socket.ReceiveAsync(buffer, limit.Token));
        }

        /// <summary>Drops what was said before.</summary>
        public void Forget()
        {
            while (_socket.Available > 0)
                _socket.Receive(new byte[200]);
        }

        public void Dispose() => _socket.Dispose();
    }
}
