using System.Net;
using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>What was once in a log stays in it, whatever becomes of the sidecar, the job and, for the time that the site says, the
/// pod.</summary>
public abstract class KeptLogSpecs(RetainingSidecar shared)
{
    private SidecarCalls Calls => shared.Calls;

    [Fact]
    public async Task A_log_survives_a_kill_of_the_sidecar_a_hold_and_a_removal_of_the_job()
    {
        var gate = shared.Gate();
        var (held, removed, unseen, runs) = (Up("held", gate), Up("removed", gate), Up("unseen", gate), Up("runs", gate));
        PodBody[] all = [held, removed, unseen, runs];
        var jobs = new Dictionary<PodBody, string>();
        foreach (var pod in all)
            jobs[pod] = await Calls.CreateAsync(pod);
        foreach (var pod in all)
            await Wait.UntilAsync("the log", async () => await Calls.LogsAsync(pod, "main") == "up\n");

        Assert.Equal(0, shared.Pool.Tool("condor_hold", jobs[held]).ExitCode);
        Assert.Equal(0, shared.Pool.Tool("condor_rm", jobs[removed]).ExitCode);
        await Calls.UntilWaitingAsync(held, "JobHeld");
        await Calls.UntilPhaseAsync(removed, PodPhase.Failed);
        foreach (var pod in all)
            Assert.Equal("up\n", await Calls.LogsAsync(pod, "main"));
        await shared.Sidecar.KillAsync();
        Assert.Equal(0, shared.Pool.Tool("condor_rm", jobs[unseen]).ExitCode);
        await shared.Sidecar.StartAgainAsync();
        foreach (var pod in all)
            Assert.Equal("up\n", await Calls.LogsAsync(pod, "main"));
        await Calls.UntilWaitingAsync(held, "JobHeld");
        await Calls.UntilPhaseAsync(unseen, PodPhase.Failed);
        Assert.Equal(0, shared.Pool.Tool("condor_release", jobs[held]).ExitCode);
        gate.Open();
        foreach (var pod in all)
            await Calls.EndAsync(pod);
        Assert.Equal(["up\nend\n", "up\n", "up\n", "up\nend\n"], [.. await Task.WhenAll(all.Select(pod => Calls.LogsAsync(pod, "main")))]);
    }

    [Fact]
    public async Task The_logs_of_deleted_pods_stay_for_their_time_over_a_kill_and_nothing_else_of_them_does()
    {
        var ended = Secret(new PodBody("ended").Container("main", "cat /secret/word"));
        var running = Secret(Up("running", shared.Gate()));
        await Calls.CreateAsync(ended);
        await Calls.CreateAsync(running);
        await Calls.UntilPhaseAsync(ended, PodPhase.Succeeded);
        using var follower = await Calls.FollowAsync(running, "main");
        Assert.Equal("up", await follower.ReadLineAsync());
        await Calls.DeleteAsync(running);
        Assert.Equal("", await follower.ReadToEndAsync());
        var asked = DateTimeOffset.UtcNow;
        await Calls.DeleteAsync(ended);
        await shared.Sidecar.KillAsync();
        await shared.Sidecar.StartAgainAsync();

        await Calls.DeleteAsync(ended);
        Assert.Equal(HttpStatusCode.Conflict, (await Calls.PostAsync("/create", ended.Json)).Code);
        Assert.Empty(await Calls.StatusOfAllAsync(ended, running));
        await Wait.UntilAsync(
            "the other files to go",
            () =>
                Task.FromResult(
                    FilesOf(ended)
                        .Concat(FilesOf(running))
                        .All(name => name!.StartsWith("job.stdout", StringComparison.Ordinal) || name is "job.stderr")
                )
        );
        Assert.Equal(("kept\n", "up\n"), (await Calls.LogsAsync(ended, "main"), await Calls.LogsAsync(running, "main")));
        await Wait.UntilAsync(
            "the logs to go",
            () => Task.FromResult(!Directory.Exists(shared.JobFolder(ended)) && !Directory.Exists(shared.JobFolder(running)))
        );
        Assert.True(DateTimeOffset.UtcNow - asked > RetainingSidecar.Time);
        Assert.Equal(("", ""), (await Calls.LogsAsync(ended, "main"), await Calls.LogsAsync(running, "main")));
        Assert.Equal(HttpStatusCode.Conflict, (await Calls.PostAsync("/create", ended.Json)).Code);
    }

    private PodBody Up(string name, Gate gate)
    {
        var pod = new PodBody(name).Container("main", $"trap 'exit 9' TERM; echo up; {gate.IsWaitedFor}; echo end");
        shared.MountOpen(pod);
        return pod;
    }

    private static PodBody Secret(PodBody pod)
    {
        pod.Volume("secret", "secret", new JsonObject { ["secretName"] = "word" })
            .Content(
                "main",
                "secrets",
                new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = "word" },
                    ["data"] = new JsonObject { ["word"] = Convert.ToBase64String("kept\n"u8) },
                }
            )
            .InEvery(c =>
                (c["volumeMounts"] ??= new JsonArray()).AsArray().Add(new JsonObject { ["name"] = "secret", ["mountPath"] = "/secret" })
            );
        return pod;
    }

    private IEnumerable<string?> FilesOf(PodBody pod) => Directory.GetFileSystemEntries(shared.JobFolder(pod)).Select(Path.GetFileName);
}
