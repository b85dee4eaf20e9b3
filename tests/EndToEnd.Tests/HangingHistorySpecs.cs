using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A condor_history that hangs holds up only those pods whose end it alone can tell.</summary>
public sealed class HangingHistorySpecs : SidecarSpecs, IDisposable
{
    private const string History = "condor_history";
    private readonly InterceptedTools _tools;

    public HangingHistorySpecs(CondorPool pool)
        : base(pool) => _tools = new InterceptedTools(pool, "condor_q", History);

    protected override string Config => "QueryTimeLimitSeconds: 20\nRetryAtMostSeconds: 2\nLogLevel: Debug\n";

    protected override IReadOnlyDictionary<string, string> Environment => _tools.Environment;

    private static PodBody Waiting() =>
        new PodBody().Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"").Container("main", "true");

    private async Task<string> MessageAsync(SentPod pod) =>
        (string?)State((await Calls.StatusAsync(pod))!, "main")["waiting"]?["message"] ?? "";

    [Fact]
    public async Task A_hold_is_told_while_the_history_hangs_and_a_removed_pod_says_what_it_waits_for()
    {
        var (removed, held) = (Waiting(), Waiting());
        var (itsJob, heldJob) = (await Calls.CreateAsync(removed), await Calls.CreateAsync(held));
        await Calls.UntilWaitingAsync(removed, "JobIdle");
        await Calls.UntilWaitingAsync(held, "JobIdle");

        _tools.Let(History, "exec sleep 600");
        Assert.Equal(0, Pool.Tool("condor_rm", itsJob).ExitCode);
        await Calls.UntilWaitingAsync(removed, "JobLeftQueue");
        await Wait.UntilAsync("the history to be asked", () => Task.FromResult(_tools.Calls(History) > 0));
        var looks = _tools.Calls(History);
        Assert.Equal(0, Pool.Tool("condor_hold", heldJob).ExitCode);
        await Calls.UntilWaitingAsync(held, "JobHeld");
        Assert.Equal(looks, _tools.Calls(History)); // the look that hangs is still under way
        Assert.Contains($"job {itsJob} is no longer in HTCondor's queue", await MessageAsync(removed), StringComparison.Ordinal);

        _tools.Let(History, "echo no such file >&2; exit 1");
        await Wait.UntilAsync(
            "the tool to be named",
            async () => (await MessageAsync(removed)).Contains(History, StringComparison.Ordinal)
        );
        await Wait.UntilAsync(
            "a line for developers",
            () => Task.FromResult(Sidecar.Says(removed, " is no longer in the queue, and its end cannot be looked up: "))
        );
        await Wait.UntilAsync(
            "a line of the log",
            () => Task.FromResult(Sidecar.Says("jobs that have left the queue cannot be looked up ("))
        );
        foreach (
            var line in (string[])
                [
                    $"job {itsJob} is no longer in the queue, and its end cannot be looked up: {History}",
                    $"jobs that have left the queue cannot be looked up (JobLeftQueue), and their pods wait: 1. {History}",
                ]
        )
            Assert.Contains(line, Sidecar.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("the queue cannot be seen", Sidecar.Printed, StringComparison.Ordinal);

        _tools.Mend(History);
        await Calls.UntilPhaseAsync(removed, PodPhase.Failed);
        Assert.Contains(
            "removed",
            (string)State((await Calls.StatusAsync(removed))!, "main")["terminated"]!["message"]!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_pod_that_ends_is_let_out_of_the_queue_without_a_look_at_the_history()
    {
        var (other, pod) = (Waiting(), new PodBody().Container("main", "echo done"));
        await Calls.CreateAsync(other); // in an empty queue nothing is concluded from an absence
        var before = _tools.Calls(History);
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        await Wait.UntilAsync("the end of its watch", () => Task.FromResult(Sidecar.Says(pod, "the job has left the queue")));
        Assert.Equal(before, _tools.Calls(History));
    }

    public void Dispose() => _tools.Dispose();
}
