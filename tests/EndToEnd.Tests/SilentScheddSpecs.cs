using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>
/// What a pod tells while the schedd is silent for more than a minute. The wait is that minute, so this runs beside the tests of several
/// nodes, which wait for most of their time too.
/// </summary>
[Collection(NodesCollection.Name)]
public sealed class SilentScheddSpecs : SidecarSpecs, IDisposable
{
    private const string Query = "condor_q";
    private readonly InterceptedTools _tools;

    public SilentScheddSpecs(CondorPool pool)
        : base(pool) => _tools = new InterceptedTools(pool, Query);

    protected override IReadOnlyDictionary<string, string> Environment => _tools.Environment;

    public void Dispose() => _tools.Dispose();

    private async Task<string> MessageAsync(SentPod pod) =>
        await Calls.StatusAsync(pod) is { } entry ? (string?)State(entry, "main")["waiting"]?["message"] ?? "" : "";

    [Fact]
    public async Task A_waiting_pod_says_since_when_the_schedd_has_not_answered_and_stops_saying_so_when_it_answers()
    {
        var pod = new PodBody("idle")
            .Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"")
            .Container("main", "true");
        var running = new PodBody("running").Container("main", "sleep 600");
        var job = await Calls.CreateAsync(pod);
        await Calls.CreateAsync(running);
        await Calls.UntilPhaseAsync(running, PodPhase.Running);
        await Wait.UntilAsync(
            "the pod to be idle",
            async () => (await MessageAsync(pod)).StartsWith($"job {job} waits in HTCondor's queue", StringComparison.Ordinal)
        );

        _tools.Let(Query, "echo ERROR: no schedd to be found >&2; exit 1");
        var silent = await Wait.ForAsync(
            "the pod to say how old its knowledge is",
            async () => await MessageAsync(pod) is var message && message.Contains("as of ", StringComparison.Ordinal) ? message : null
        );
        Assert.Matches("\\(as of 2[0-9-]+T[0-9:]+Z; the schedd has not answered since\\)$", silent);
        Assert.Contains("schedd is silent", Sidecar.Run("timeline", pod.Uid).Stdout, StringComparison.Ordinal);
        // A container that runs is known by its stream, which is not silent.
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(running));
        Assert.Single(Sidecar.Printed.Split('\n'), line => line.Contains("the queue cannot be seen", StringComparison.Ordinal));

        _tools.Mend(Query);
        await Wait.UntilAsync(
            "the pod to be told anew",
            async () => await MessageAsync(pod) is { Length: > 0 } message && !message.Contains("as of", StringComparison.Ordinal)
        );
    }
}
