using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HtcondorActors.Http.Cli;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Logs as kubectl's users expect them, from a schedd beside the sidecar and from one elsewhere.</summary>
public abstract class LogSpecs(SharedSidecar shared)
{
    private SidecarCalls Calls => shared.Calls;

    [Fact]
    public async Task A_follow_is_open_before_the_job_starts_brings_each_line_while_it_runs_and_ends_with_the_container()
    {
        var (one, two) = (Path.Combine(shared.Open, Guid.NewGuid().ToString()), Path.Combine(shared.Open, Guid.NewGuid().ToString()));
        string Until(string file) => $"until [ -e {file} ]; do sleep 0.1; done";
        var pod = new PodBody().Init("init", "echo prepared; sleep 1").Container("main", $"echo first; {Until(one)}; echo second; {Until(two)}; printf last").Container("other", "sleep 8");
        Mount(pod);
        await Calls.CreateAsync(pod);
        using var init = await Calls.FollowAsync(pod, "init");
        using var main = await Calls.FollowAsync(pod, "main");
        Assert.Equal("prepared\n", await init.ReadToEndAsync());
        Assert.Equal("first", await main.ReadLineAsync());
        Assert.NotEqual(PodPhase.Succeeded, await Calls.PhaseAsync(pod));
        // Somebody who leaves takes nothing with him.
        (await Calls.FollowAsync(pod, "main")).Dispose();
        await File.WriteAllTextAsync(one, "");
        Assert.Equal("second", await main.ReadLineAsync());
        await File.WriteAllTextAsync(two, "");
        Assert.Equal("last", await main.ReadToEndAsync());
        Assert.NotEqual(PodPhase.Succeeded, await Calls.PhaseAsync(pod));
        Assert.Equal("prepared\n", await Calls.LogsAsync(pod, "init"));
        Assert.Equal(("first\nsecond\nlast", ""), (await Calls.LogsAsync(pod, "main"), await Calls.LogsAsync(pod, "no-such-container")));
        await Calls.DeleteAsync(pod);
    }

    [Fact]
    public async Task Every_option_selects_from_the_bytes_as_they_were_written_of_either_attempt()
    {
        var pod = new PodBody().Spec(spec => spec["restartPolicy"] = "OnFailure").Container("main", """
            if [ ! -e /tmp/again ]; then touch /tmp/again; printf 'one\nno end'; exit 1; fi
            for i in 1 2 3 4; do printf 'l\303\251 %s\n' $i; sleep 1; done; printf '\000\377\r\n5'
            """, c => c["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "tmp", ["mountPath"] = "/tmp" }))
            .Volume("tmp", "emptyDir", new JsonObject());
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        byte[][] lines = [.. Enumerable.Range(1, 4).Select(i => Encoding.UTF8.GetBytes($"l\u00e9 {i}\n")), [0, 0xff, (byte)'\r', (byte)'\n'], "5"u8.ToArray()];
        async Task Is(LogRequest request, IEnumerable<byte[]> expected) => Assert.Equal(expected.SelectMany(line => line), await Calls.LogBytesAsync(pod, request));

        var all = new LogRequest("main");
        await Is(all, lines);
        await Is(all with { Previous = true }, ["one\nno end"u8.ToArray()]);
        await Is(all with { Tail = 2 }, lines[^2..]);
        await Is(all with { Bytes = 7 }, [[.. lines.SelectMany(line => line).Take(7)]]);
        await Is(all with { Tail = 3, Bytes = 4 }, [[.. lines[^3..].SelectMany(line => line).Take(4)]]);
        await Is(all with { SinceSeconds = 3600, Tail = 1 }, lines[^1..]);
        var stamped = Encoding.Latin1.GetString(await Calls.LogBytesAsync(pod, all with { Timestamps = true }));
        var times = stamped.Split('\n').Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]).ToArray();
        Assert.Equal(lines.Length, times.Length);
        Assert.All(times, time => Assert.Contains('.', time));
        Assert.Equal(times, times.OrderBy(time => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)));
        await Is(all with { SinceTime = times[2] }, lines[2..]);
        await Is(all with { SinceTime = times[2], Tail = 5, Bytes = 3 }, [[.. lines[2].Take(3)]]);
        await Is(all with { SinceTime = times[3], Timestamps = true, Tail = 1 }, [Encoding.ASCII.GetBytes(times[^1] + " "), lines[^1]]);
        await Calls.DeleteAsync(pod);
    }

    [Fact]
    public async Task A_job_that_never_ran_has_an_empty_log_and_one_that_is_held_before_it_ran_the_batch_systems_words()
    {
        var pod = new PodBody().Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"").Container("main", "true");
        var job = await Calls.CreateAsync(pod);
        await UntilWaitingAsync(pod, "JobIdle");
        Assert.Equal("", await Calls.LogsAsync(pod, "main"));
        Assert.Equal("", await Calls.LogsAsync(new PodBody(), "main"));
        Assert.Equal(0, shared.Pool.Tool("condor_hold", job, "-reason", "no such image here").ExitCode);
        await Wait.UntilAsync("the log to say why", async () => (await Calls.LogsAsync(pod, "main")).Contains("no such image here", StringComparison.Ordinal));
        await Calls.DeleteAsync(pod);
    }

    [Fact]
    public async Task A_log_is_complete_in_the_answer_that_says_that_the_pod_has_ended()
    {
        var pods = Enumerable.Range(0, 4).Select(_ => new PodBody().Container("main", "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo line $i; done")).ToArray();
        foreach (var pod in pods) await Calls.CreateAsync(pod);
        foreach (var pod in pods)
        {
            await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
            Assert.Equal(string.Concat(Enumerable.Range(1, 3000).Select(i => $"line {i}\n")), await Calls.LogsAsync(pod, "main"));
        }
        foreach (var pod in pods) await Calls.DeleteAsync(pod);
    }

    [Fact]
    public async Task A_log_survives_a_kill_of_the_sidecar_a_hold_a_removal_and_for_a_while_the_deletion_of_its_pod()
    {
        var pod = new PodBody().Container("main", "echo up; sleep 600");
        var job = await Calls.CreateAsync(pod);
        await Wait.UntilAsync("the log", async () => await Calls.LogsAsync(pod, "main") == "up\n");
        await shared.Sidecar.KillAsync();
        await shared.Sidecar.StartAgainAsync();
        Assert.Equal("up\n", await Calls.LogsAsync(pod, "main"));
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        Assert.Equal(0, shared.Pool.Tool("condor_hold", job).ExitCode);
        await UntilWaitingAsync(pod, "JobHeld");
        Assert.Equal("up\n", await Calls.LogsAsync(pod, "main"));
        Assert.Equal(0, shared.Pool.Tool("condor_rm", job).ExitCode);
        await Calls.UntilPhaseAsync(pod, PodPhase.Failed);
        Assert.Equal("up\n", await Calls.LogsAsync(pod, "main"));

        await Calls.DeleteAsync(pod);
        var folder = Path.Combine(shared.Sidecar.DataRoot, "jobs", pod.Uid);
        await Wait.UntilAsync("the other files to go", () => Task.FromResult(Directory.GetFileSystemEntries(folder).All(file => Path.GetFileName(file).StartsWith("job.", StringComparison.Ordinal))));
        await shared.Sidecar.KillAsync();
        await shared.Sidecar.StartAgainAsync();
        Assert.Equal("up\n", await Calls.LogsAsync(pod, "main"));
        Assert.Empty(await Calls.StatusOfAllAsync(pod));
        await Wait.UntilAsync("the log to go", () => Task.FromResult(!Directory.Exists(folder)));
        Assert.Equal("", await Calls.LogsAsync(pod, "main"));
    }

    private Task UntilWaitingAsync(PodBody pod, string reason) =>
        Wait.UntilAsync(reason, async () => (string?)(await Calls.StatusAsync(pod))!["containers"]![0]!["state"]!["waiting"]?["reason"] == reason);

    private void Mount(PodBody pod)
    {
        pod.Volume("open", "hostPath", new JsonObject { ["path"] = shared.Open });
        pod.InEvery(c => c["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "open", ["mountPath"] = shared.Open }));
    }
}
