using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A condor_q that says -7: nothing is concluded from it.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class UnreadableNumbersSpecs : SidecarSpecs, IDisposable
{
    private readonly InterceptedTools _tools;

    public UnreadableNumbersSpecs(CondorPool pool)
        : base(pool) => _tools = new InterceptedTools(pool, "condor_q", "condor_history");

    protected override string Config => "CreateReplyWithinSeconds: 3";

    protected override IReadOnlyDictionary<string, string> Environment => _tools.Environment;

    private void Say(string sed)
    {
        foreach (var tool in (string[])["condor_q", "condor_history"])
            _tools.Let(tool, $"answer=$(\"$real\" \"$@\") || exit\nprintf '%s\\n' \"$answer\" | sed -e '{sed}'\nexit");
    }

    /// <summary>sed scripts: all numbers; all but the ids; another type; a tag that is none.</summary>
    private static readonly string[] Odd =
    [
        "s/: [0-9][0-9]*/: -7/",
        "/JobStatus\\|Date\\|Entered\\|NumJobStarts/s/: [0-9][0-9]*/: -7/",
        "s/\\(\"JobStatus\"\\): [0-9]*/\\1: \"undefined\"/",
        "s/\\(\"InterLinkPodUid\"\\): .*/\\1: \"..\",/",
    ];

    [Fact]
    public async Task A_running_pod_runs_on_when_the_queue_says_what_cannot_be()
    {
        var pod = new PodBody().Container("main", "echo up; sleep 600");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);

        foreach (var sed in Odd)
        {
            Say(sed);
            // Missing in two polls, a job is lost.
            await _tools.AfterCallsAsync("condor_q", 4);
        }
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(pod));
        Assert.Equal(2, (int)Assert.Single(Queue(pod))!["JobStatus"]!);
        Assert.InRange(Sidecar.LinesWith("cannot be read"), 1, Odd.Length);

        // And a new pod is submitted once, and not elected from what cannot be read.
        var late = new PodBody().Container("main", "echo late");
        Assert.Equal(late.Uid, await Calls.CreateAsync(late));
        await _tools.AfterCallsAsync("condor_q", 4);
        Assert.DoesNotContain("-7.", Sidecar.Printed, StringComparison.Ordinal);

        foreach (var tool in (string[])["condor_q", "condor_history"])
            _tools.Mend(tool);
        await Calls.UntilPhaseAsync(late, PodPhase.Succeeded);
        Assert.Equal(1, JobsEver(late));
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(pod));
        Assert.Equal(1, JobsEver(pod));
        await Calls.DeleteAsync(pod);
    }

    public void Dispose() => _tools.Dispose();
}
