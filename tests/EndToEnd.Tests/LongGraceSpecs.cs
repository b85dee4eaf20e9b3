using HtcondorActors.Cli;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pod that is deleted and takes its time costs the schedd no more than the poll for all pods does.</summary>
public sealed class LongGraceSpecs : SidecarSpecs, IDisposable
{
    private const string Remove = "condor_rm";
    private const string Look = "condor_q";
    private readonly InterceptedTools _tools;

    public LongGraceSpecs(CondorPool pool)
        : base(pool) => _tools = new InterceptedTools(pool, Remove, Look);

    protected override IReadOnlyDictionary<string, string> Environment => _tools.Environment;

    [Fact]
    public async Task A_pod_that_ignores_SIGTERM_within_a_grace_of_an_hour_is_removed_once_and_looked_for_with_the_poll()
    {
        var gate = new Gate(Sidecar.Folder);
        var pod = new PodBody().Grace(3600).Container("main", $"trap '' TERM; echo up; {gate.IsWaitedFor}", c => c["image"] = "host");
        await Calls.CreateAsync(pod);
        await Wait.UntilAsync("it to be up", async () => await Calls.LogsAsync(pod, "main") == "up\n");
        DeleteSpecs.OpenToTheJob(Sidecar.Folder);

        await Calls.DeleteAsync(pod);
        await Wait.UntilAsync("the first removal", () => Task.FromResult(_tools.Calls(Remove) == 1));
        await _tools.AfterCallsAsync(Look, 6);
        Assert.Equal(1, _tools.Calls(Remove));
        Assert.Single(Queue(pod));

        gate.Open();
        await Wait.UntilAsync("the job to leave the queue", () => Task.FromResult(Queue(pod).Count == 0));
        await Wait.UntilAsync("the files to go", () => Task.FromResult(!Directory.Exists(JobFolder(pod))));
        Assert.Equal(1, _tools.Calls(Remove));
    }

    public void Dispose() => _tools.Dispose();
}
