using System.Diagnostics;
using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>The user of a job puts something else in the place of the job's output, while the pod runs.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class ReplacedOutputSpecs : SidecarSpecs, IDisposable
{
    private const int Rounds = 40;
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    private readonly string _open = Directory.CreateTempSubdirectory("ila-open.").FullName;

    public ReplacedOutputSpecs(CondorPool pool)
        : base(pool) => File.SetUnixFileMode(_open, (UnixFileMode)0b111_111_111);

    protected override string Config => $"AllowedHostPaths: [{_open}]";

    public void Dispose() => TestFolder.Remove(_open);

    [Fact]
    public async Task A_FIFO_in_the_place_of_a_running_pods_output_holds_up_nobody_and_the_pods_end_is_told_when_the_file_is_back()
    {
        var (goOn, otherGoesOn) = (new Gate(_open), new Gate(_open));
        var (pod, other) = (Waiting("pod", goOn, 3), Waiting("other", otherGoesOn, 4));
        await Calls.CreateAsync(pod);
        await Calls.CreateAsync(other);
        foreach (var each in new[] { pod, other })
            await Wait.UntilAsync("the pod to be up", async () => await Calls.LogsAsync(each, "main") == "up\n");
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        using var early = await Calls.FollowAsync(pod, "main");
        Assert.Equal("up", await early.ReadLineAsync());
        await AskAsync(pod, other, log => Assert.Equal("up\n", log)); // so many threads as the requests need are there
        var output = Directory.GetFiles(JobFolder(pod), "job.stdout*").Single();
        var aside = Path.Combine(Sidecar.Folder, "aside");

        File.Move(output, aside);
        Assert.Equal(0, Shell.Run("/usr/bin/mkfifo", [output]).ExitCode);
        var before = Sidecar.Threads;
        using var late = await Calls.FollowAsync(pod, "main");
        await AskAsync(pod, other, log => Assert.True(log is "" or "up\n", log));
        var words = $"{Path.GetFileName(output)} is a FIFO";
        await Wait.UntilAsync("the words about it", () => Task.FromResult(Sidecar.Printed.Contains(words, StringComparison.Ordinal)));
        await AskAsync(pod, other, log => Assert.Equal("", log));
        Assert.InRange(Sidecar.Threads, 1, before + 4);
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(pod));
        otherGoesOn.Open();
        Assert.Equal(4, (await Calls.EndAsync(other))["main"]);

        File.Delete(output);
        File.Move(aside, output);
        Assert.Equal("up", await late.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));
        goOn.Open();
        Assert.Equal(3, (await Calls.EndAsync(pod))["main"]);
        Assert.Equal(("end\n", "end\n"), (await early.ReadToEndAsync(), await late.ReadToEndAsync()));
        Assert.Equal("up\nend\n", await Calls.LogsAsync(pod, "main"));
    }

    private PodBody Waiting(string name, Gate gate, int code)
    {
        var pod = new PodBody(name).Container("main", $"echo up; {gate.IsWaitedFor}; echo end; exit {code}");
        pod.Volume("open", "hostPath", new JsonObject { ["path"] = _open })
            .InEvery(c => c["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "open", ["mountPath"] = _open }));
        return pod;
    }

    /// <summary>Some tens of requests of each kind, for both pods, some at once; each is answered soon.</summary>
    private async Task AskAsync(PodBody pod, PodBody other, Action<string> log)
    {
        for (var round = 0; round < Rounds; round += 10)
        {
            var watch = Stopwatch.StartNew();
            var logs = Enumerable.Range(0, 10).Select(_ => Calls.LogsAsync(pod, "main"));
            var others = Enumerable.Range(0, 10).Select(_ => Calls.LogsAsync(other, "main"));
            var all = await Task.WhenAll(logs.Concat(others)).WaitAsync(AtOnce);
            Assert.All(all[..10], log);
            Assert.All(all[10..], text => Assert.Equal("up\n", text));
            Assert.NotNull(await Calls.StatusAsync(pod).WaitAsync(AtOnce));
            Assert.NotNull(await Calls.StatusAsync(other).WaitAsync(AtOnce));
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, AtOnce);
        }
    }
}
