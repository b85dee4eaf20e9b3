using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Logs as kubectl's users expect them, from a schedd beside the sidecar and from one elsewhere.</summary>
public abstract class LogSpecs(SharedSidecar shared)
{
    private SidecarCalls Calls => shared.Calls;

    [Fact]
    public async Task A_follow_is_open_before_the_job_starts_brings_each_line_while_it_runs_and_ends_with_the_container()
    {
        var (prepared, one, two, three) = (shared.Gate(), shared.Gate(), shared.Gate(), shared.Gate());
        var pod = new PodBody()
            .Init("init", $"echo prepared; {prepared.IsWaitedFor}")
            .Container(
                "main",
                $"echo first; {one.IsWaitedFor}; echo second; {two.IsWaitedFor}; printf last",
                c => c["resources"] = JsonNode.Parse("""{"requests":{"cpu":"400"}}""")
            )
            .Container("other", three.IsWaitedFor);
        shared.MountOpen(pod);
        var job = await Calls.CreateAsync(pod);
        using var init = await Calls.FollowAsync(pod, "init");
        using var main = await Calls.FollowAsync(pod, "main");
        await Calls.UntilWaitingAsync(pod, "JobIdle"); // there is no such machine
        Assert.Equal("", await Calls.LogsAsync(pod, "main"));
        Assert.Equal(0, shared.Pool.Tool("condor_qedit", job, "RequestCpus", "1").ExitCode);

        Assert.Equal("prepared", await init.ReadLineAsync());
        Assert.Equal(("prepared\n", ""), (await Calls.LogsAsync(pod, "init"), await Calls.LogsAsync(pod, "main")));
        prepared.Open();
        Assert.Equal("", await init.ReadToEndAsync());
        Assert.Equal("first", await main.ReadLineAsync());
        // Those who leave take nothing with them, and leave nothing behind.
        var before = shared.Sidecar.Sockets;
        foreach (var leaver in await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Calls.FollowAsync(pod, "main"))))
            leaver.Dispose();
        await Wait.UntilAsync("the followers to be forgotten", () => Task.FromResult(shared.Sidecar.Sockets <= before));
        one.Open();
        Assert.Equal("second", await main.ReadLineAsync());
        Assert.Equal("second\n", await Calls.LogsAsync(pod, "main", tail: 1));
        two.Open();
        Assert.Equal("last", await main.ReadToEndAsync());
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        three.Open();
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal(("prepared\n", "first\nsecond\nlast"), (await Calls.LogsAsync(pod, "init"), await Calls.LogsAsync(pod, "main")));
        Assert.Equal(("", ""), (await Calls.LogsAsync(pod, "other"), await Calls.LogsAsync(pod, "no-such-container")));
    }

    [Fact]
    public async Task Every_option_selects_from_the_bytes_as_they_were_written_of_either_attempt()
    {
        var pod = new PodBody()
            .Spec(spec => spec["restartPolicy"] = "OnFailure")
            .Container(
                "main",
                """
                if [ ! -e /tmp/again ]; then touch /tmp/again; printf 'one\nno end'; exit 1; fi
                for i in 1 2 3 4; do printf 'l\303\251 %s\n' $i; sleep 1; done; printf '\000\377\r\n5'
                """,
                c => c["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "tmp", ["mountPath"] = "/tmp" })
            )
            .Volume("tmp", "emptyDir", new JsonObject());
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        byte[][] lines =
        [
            .. Enumerable.Range(1, 4).Select(i => Encoding.UTF8.GetBytes($"l\u00e9 {i}\n")),
            [0, 0xff, (byte)'\r', (byte)'\n'],
            "5"u8.ToArray(),
        ];
        async Task Is(LogRequest request, IEnumerable<byte[]> expected) =>
            Assert.Equal(expected.SelectMany(line => line), await Calls.LogBytesAsync(pod, request));

        var all = new LogRequest("main");
        await Is(all, lines);
        await Is(all with { Follow = true }, lines);
        await Is(all with { Previous = true }, ["one\nno end"u8.ToArray()]);
        await Is(all with { Previous = true, Tail = 1 }, ["no end"u8.ToArray()]);
        await Is(all with { Tail = 2 }, lines[^2..]);
        await Is(
            all with
            {
                Bytes = 7,
            },
            [
                [.. lines.SelectMany(line => line).Take(7)],
            ]
        );
        await Is(
            all with
            {
                Tail = 3,
                Bytes = 4,
            },
            [
                [.. lines[^3..].SelectMany(line => line).Take(4)],
            ]
        );
        await Is(all with { SinceSeconds = 3600, Tail = 1 }, lines[^1..]);
        var stamped = Encoding.Latin1.GetString(await Calls.LogBytesAsync(pod, all with { Timestamps = true }));
        var times = stamped.Split('\n').Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]).ToArray();
        Assert.Equal(lines.Length, times.Length);
        Assert.All(times, time => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$", time));
        Assert.Equal(times, times.OrderBy(time => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)));
        await Is(all with { SinceTime = times[2] }, lines[2..]);
        await Is(
            all with
            {
                SinceTime = times[2],
                Tail = 5,
                Bytes = 3,
            },
            [
                [.. lines[2].Take(3)],
            ]
        );
        await Is(all with { SinceTime = times[3], Timestamps = true, Tail = 1 }, [Encoding.ASCII.GetBytes(times[^1] + " "), lines[^1]]);
        // Between the two attempts lie the ten seconds of the back-off.
        var age = (int)(DateTimeOffset.UtcNow - DateTimeOffset.Parse(times[0], CultureInfo.InvariantCulture)).TotalSeconds + 5;
        await Is(all with { SinceSeconds = age }, lines);
        await Is(all with { SinceSeconds = age, Previous = true }, []);
        await Is(all with { SinceTime = "2999-01-01T00:00:00Z" }, []);
    }

    [Fact]
    public async Task A_job_that_never_ran_has_an_empty_log_and_one_that_is_held_before_it_ran_the_batch_systems_words()
    {
        var pod = new PodBody().Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"").Container("main", "true");
        var job = await Calls.CreateAsync(pod);
        await Calls.UntilWaitingAsync(pod, "JobIdle");
        Assert.Equal(("", ""), (await Calls.LogsAsync(pod, "main"), await Calls.LogsAsync(pod, "no-such-container")));
        Assert.Equal("", await Calls.LogsAsync(new PodBody(), "main"));
        Assert.Equal(0, shared.Pool.Tool("condor_hold", job, "-reason", "no such image here").ExitCode);
        await Wait.UntilAsync(
            "the log to say why",
            async () => (await Calls.LogsAsync(pod, "main")).Contains("no such image here", StringComparison.Ordinal)
        );
        await Calls.DeleteAsync(pod);
    }

    [Fact]
    public async Task A_log_is_complete_to_the_byte_in_the_first_answer_that_says_that_its_container_has_ended()
    {
        var bytes = new byte[50_000];
        new Random(4).NextBytes(bytes);
        string Written(int times) => $"for i in $(seq {times}); do cat /data/bytes; done; printf 'no newline'";
        var pods = Enumerable
            .Range(1, 6)
            .Select(n => new PodBody($"pod-{n}").Container("short", Written(n)).Container("long", $"sleep {n % 3}; {Written(10 * n)}"))
            .ToArray();
        foreach (var pod in pods)
        {
            pod.Volume("data", "configMap", new JsonObject { ["name"] = "data" })
                .Content(
                    "short",
                    "configMaps",
                    new JsonObject
                    {
                        ["metadata"] = new JsonObject { ["name"] = "data" },
                        ["binaryData"] = new JsonObject { ["bytes"] = Convert.ToBase64String(bytes) },
                    }
                )
                .InEvery(c => c["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "data", ["mountPath"] = "/data" }));
            await Calls.CreateAsync(pod);
        }
        var left = pods.Index()
            .SelectMany(p =>
                new[] { (Pod: p.Item, Name: "short", Times: p.Index + 1), (Pod: p.Item, Name: "long", Times: 10 * (p.Index + 1)) }
            )
            .ToList();
        await Wait.UntilAsync(
            "all to end",
            async () =>
            {
                foreach (var one in left.ToArray())
                {
                    var status = await Calls.StatusAsync(one.Pod);
                    if (SidecarSpecs.State(status!, one.Name)["terminated"] is null)
                        continue;
                    var expected = Enumerable.Repeat(bytes, one.Times).SelectMany(each => each).Concat("no newline"u8.ToArray());
                    Assert.Equal(Md5.Of([.. expected]), Md5.Of(await Calls.LogBytesAsync(one.Pod, one.Name)));
                    left.Remove(one);
                }
                return left.Count == 0;
            }
        );
    }
}
