using System.Diagnostics;
using HtcondorActors.TestPool;
using Xunit.Abstractions;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>
/// The scheduler was away, and 60 pods wait for it. They go on when the queue is seen again, all of them and in batches. Each pod's own
/// wait would be eight minutes at least here: no test waits that long.
/// </summary>
public sealed class AfterAnOutageSpecs : SidecarSpecs, IDisposable
{
    private const int Pods = 60;
    private const string Look = "condor_q";
    private const string Submit = "condor_submit";
    private readonly InterceptedTools _tools;
    private readonly ITestOutputHelper _output;

    public AfterAnOutageSpecs(CondorPool pool, ITestOutputHelper output)
        : base(pool) => (_tools, _output) = (new InterceptedTools(pool, Look, Submit), output);

    protected override string Config =>
        "RetryAfterSeconds: 600\nRetryAtMostSeconds: 3600\n"
        + "CreateReplyWithinSeconds: 1\nQueryTimeLimitSeconds: 10\nSubmitTimeLimitSeconds: 10\nLogLevel: Debug\n";

    protected override IReadOnlyDictionary<string, string> Environment => _tools.Environment;

    private static PodBody ForNoMachine() =>
        new PodBody().Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"").Container("main", "true");

    [Fact]
    public async Task Pods_that_were_refused_by_tools_that_failed_go_on_together_when_the_tools_are_well_again()
    {
        foreach (var tool in (string[])[Look, Submit])
            _tools.Let(tool, "echo ERROR: no schedd to be found >&2; exit 1");
        var pods = await WaitingForTheSchedulerAsync();
        await GoOnAsync(
            pods,
            "condor_q and condor_submit had failed",
            () =>
            {
                foreach (var tool in (string[])[Look, Submit])
                    _tools.Mend(tool);
            }
        );
    }

    [Fact]
    public async Task Pods_that_waited_for_a_frozen_schedd_go_on_together_when_it_answers_again()
    {
        using var frozen = new FrozenSchedd(Pool);
        var pods = await WaitingForTheSchedulerAsync();
        await GoOnAsync(pods, "the schedd was frozen", frozen.Dispose);
    }

    /// <summary>Each has asked the scheduler in vain, and its next try is minutes away.</summary>
    private async Task<PodBody[]> WaitingForTheSchedulerAsync()
    {
        await Wait.UntilAsync("the outage to be seen", () => Task.FromResult(Sidecar.Says("the queue cannot be seen")));
        PodBody[] pods = [.. Enumerable.Range(0, Pods).Select(_ => ForNoMachine())];
        await Task.WhenAll(pods.Select(pod => Calls.PostAsync("/create", pod.Json)));
        await Wait.UntilAsync("all to have looked in vain", () => Task.FromResult(pods.All(HasLookedInVain)));
        return pods;
    }

    private bool HasLookedInVain(PodBody pod) => Sidecar.LinesOf(pod).Any(line => line.Contains(": " + Look, StringComparison.Ordinal));

    private async Task GoOnAsync(PodBody[] pods, string outage, Action end)
    {
        var submits = _tools.Calls(Submit);
        var since = Stopwatch.StartNew();
        end();
        await Wait.UntilAsync("every pod's job to be released", () => Task.FromResult(Released(pods) == Pods));
        var seconds = since.Elapsed.TotalSeconds;
        submits = _tools.Calls(Submit) - submits;
        _output.WriteLine($"{outage}: {Pods} pods had their job released {seconds:0.0} s after the end, by {submits} condor_submit");
        Assert.InRange(submits, 1, Pods / 4);
        Assert.All(pods, pod => Assert.Equal(1, JobsEver(pod)));
        await Wait.UntilAsync("the end to be told", () => Task.FromResult(Sidecar.Says("the queue can be seen again after ")));
        FewLinesToldIt(pods);
    }

    /// <summary>At the default level each pod has a line for its create and one for its job; the outage has few lines of its own.</summary>
    private void FewLinesToldIt(PodBody[] pods)
    {
        var told = Sidecar
            .Printed.Split('\n')
            .Where(line => line.Contains("[20", StringComparison.Ordinal) || line.Contains("[30", StringComparison.Ordinal));
        string[] lines = [.. told.Where(line => !line.Contains(" dbug: ", StringComparison.Ordinal))];
        Assert.All(pods, pod => Assert.Single(lines, line => line.Contains(pod.Uid + "): accepted", StringComparison.Ordinal)));
        string[] others =
        [
            .. lines.Where(line =>
                !line.Contains(": accepted from", StringComparison.Ordinal) && !line.Contains(" elected", StringComparison.Ordinal)
            ),
        ];
        _output.WriteLine($"{lines.Length} lines, of which about the outage:\n{string.Join('\n', others)}");
        Assert.InRange(others.Length, 2, 8);
    }

    // The pool's own tool: the sidecar's calls are counted.
    private int Released(PodBody[] pods)
    {
        var idle = Pool.Tool(Look, "-allusers", "-af", "InterLinkPodUid", "-constraint", "JobStatus == 1").Stdout.Split('\n').ToHashSet();
        return pods.Count(pod => idle.Contains(pod.Uid));
    }

    public void Dispose() => _tools.Dispose();
}
