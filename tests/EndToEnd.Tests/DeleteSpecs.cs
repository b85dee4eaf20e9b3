using System.Net;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Point 6.</summary>
public sealed class DeleteSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    [Fact]
    public async Task A_running_pod_hears_SIGTERM_its_job_leaves_the_queue_and_its_files_go()
    {
        var mark = Path.Combine(Sidecar.Folder, "term-heard");
        var pod = new PodBody().Container(
            "main",
            $"trap 'echo heard > {mark}; exit 0' TERM; echo up; while :; do sleep 0.1; done",
            c => c["image"] = "host"
        );
        await Calls.CreateAsync(pod);
        await Wait.UntilAsync("it to be up", async () => await Calls.LogsAsync(pod, "main") == "up\n");
        OpenToTheJob(Sidecar.Folder);
        await Calls.DeleteAsync(pod);
        await GoneAsync(pod);
        Assert.Equal("heard", (await File.ReadAllTextAsync(mark)).Trim());
    }

    [Fact]
    public async Task A_pod_that_ignores_SIGTERM_is_killed_after_its_grace_period()
    {
        var pod = new PodBody().Grace(2).Container("main", "trap '' TERM; echo up; while :; do sleep 0.1; done");
        await Calls.CreateAsync(pod);
        await Wait.UntilAsync("it to be up", async () => await Calls.LogsAsync(pod, "main") == "up\n");
        await Calls.DeleteAsync(pod);
        await GoneAsync(pod);
    }

    [Fact]
    public async Task Deleting_finished_unknown_and_deleted_pods_is_fine_and_a_deleted_pod_does_not_run_again()
    {
        var unknown = new PodBody().Container("main", "true");
        await Calls.DeleteAsync(unknown);
        var pod = new PodBody().Container("main", "true");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        await Calls.DeleteAsync(pod);
        await Calls.DeleteAsync(pod);
        await GoneAsync(pod);
        await Calls.DeleteAsync(pod);
        Assert.NotEqual(HttpStatusCode.OK, (await Calls.PostAsync("/create", pod.Json)).Code);
        Assert.NotEqual(HttpStatusCode.OK, (await Calls.PostAsync("/create", unknown.Json)).Code);
        Assert.Empty(Queue(pod));
    }

    [Fact]
    public async Task A_delete_that_comes_during_the_create_leaves_no_job()
    {
        var pods = Enumerable.Range(0, 10).Select(i => new PodBody($"pod-{i}").Container("main", "sleep 600")).ToArray();
        await Task.WhenAll(
            pods.Select(async pod =>
            {
                var create = Calls.PostAsync("/create", pod.Json);
                await Calls.DeleteAsync(pod);
                await create;
            })
        );
        foreach (var pod in pods)
        {
            await Calls.DeleteAsync(pod);
            await Wait.UntilAsync("the queue to be empty of it", () => Task.FromResult(Queue(pod).Count == 0));
        }
    }

    [Fact]
    public async Task A_deletion_asked_while_the_schedd_is_away_is_carried_out_later_over_a_restart()
    {
        var pod = new PodBody().Container("main", "sleep 600");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        Pool.Tool("condor_off", "-schedd", "-fast");
        try
        {
            await Wait.UntilAsync("the schedd to be away", () => Task.FromResult(Pool.Tool("condor_q").ExitCode != 0));
            await Calls.DeleteAsync(pod);
            await Sidecar.KillAsync();
        }
        finally
        {
            Pool.Tool("condor_on", "-schedd");
        }
        await Sidecar.StartAgainAsync();
        await GoneAsync(pod);
    }

    private async Task GoneAsync(PodBody pod)
    {
        await Wait.UntilAsync("the job to leave the queue", () => Task.FromResult(Queue(pod).Count == 0));
        await Wait.UntilAsync("the files to go", () => Task.FromResult(!Directory.Exists(JobFolder(pod))));
        Assert.Null(await Calls.StatusAsync(pod));
    }

    // Jobs run as the pool's own user.
    internal static void OpenToTheJob(string folder) =>
        File.SetUnixFileMode(
            folder,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute
        );
}
