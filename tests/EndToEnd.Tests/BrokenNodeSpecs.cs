using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A node that can run no container ends no pod: its jobs go to another one.</summary>
[Collection(BrokenNodeCollection.Name)]
public sealed class BrokenNodeSpecs(BrokenNodePool pool) : IAsyncLifetime
{
    private Sidecar? _sidecar;

    private Sidecar Sidecar => _sidecar!;

    private SidecarCalls Calls => Sidecar.Client;

    public async Task InitializeAsync()
    {
        await Wait.UntilAsync(
            "both nodes",
            () =>
                Task.FromResult(
                    pool.Tool("condor_status", "-af", "Machine").Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length >= 2
                )
        );
        _sidecar = await Sidecar.StartAsync(pool, "RetryAfterSeconds: 0.5\n");
    }

    public async Task DisposeAsync()
    {
        await Sidecar.DisposeAsync();
        pool.Tool("condor_rm", "-all");
    }

    private async Task<string> WaitsForAsync(SentPod pod) =>
        await Calls.StatusAsync(pod) is { } entry && SidecarSpecs.State(entry, "main")["waiting"] is { } waiting
            ? $"{waiting["reason"]}: {waiting["message"]}"
            : "";

    private string[] Of(SentPod pod, params string[] attributes) =>
        pool.Tool("condor_q", ["-allusers", "-constraint", $"InterLinkPodUid == \"{pod.Uid}\"", "-af", .. attributes])
            .Stdout.Trim()
            .Split(' ');

    [Fact]
    public async Task Ten_pods_that_come_to_it_all_run_elsewhere_and_the_log_says_it_once()
    {
        pool.Apptainer("echo 'FATAL:   container creation failed: user namespaces are disabled' >&2; exit 255");
        var pods = Enumerable.Range(0, 10).Select(i => new PodBody($"pod-{i}").Container("main", $"echo {i}")).ToArray();
        await Task.WhenAll(pods.Select(pod => Calls.CreateAsync(pod)));

        foreach (var pod in pods)
            await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}\n"), await Task.WhenAll(pods.Select(pod => Calls.LogsAsync(pod, "main"))));
        // Each pod also has a line that it got a slot there.
        var lines = Sidecar
            .Printed.Split('\n')
            .Where(line =>
                line.Contains(BrokenNodePool.Node, StringComparison.Ordinal) && !line.Contains(": running on ", StringComparison.Ordinal)
            )
            .ToArray();
        Assert.Contains("container creation failed: user namespaces are disabled", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_there_is_no_other_node_the_pod_is_pending_with_the_nodes_name_and_words()
    {
        pool.Apptainer("exit 1");
        var pod = new PodBody()
            .Annotation("htcondor-job.vk.io/requirements", $"TARGET.Machine == \"{BrokenNodePool.Node}\"")
            .Container("main", "echo good");
        await Calls.CreateAsync(pod);

        await Wait.UntilAsync(
            "the job to wait for another node",
            async () =>
                Of(pod, "JobStatus", "InterLinkAvoid") is ["1", BrokenNodePool.Node]
                && (await WaitsForAsync(pod)).StartsWith("NodeUnfit", StringComparison.Ordinal)
        );
        Assert.Equal(PodPhase.Pending, await Calls.PhaseAsync(pod));
        Assert.Contains(
            $"node {BrokenNodePool.Node} can run no container (Apptainer starts no container, not even an empty one: it ended "
                + "with 1 and said nothing)",
            await WaitsForAsync(pod),
            StringComparison.Ordinal
        );

        // Half an hour later, and the node is mended.
        pool.Apptainer("exec /usr/bin/apptainer \"$@\"");
        Assert.Equal(0, pool.Tool("condor_qedit", "-constraint", $"InterLinkPodUid == \"{pod.Uid}\"", "InterLinkAvoidUntil", "1").ExitCode);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal("good\n", await Calls.LogsAsync(pod, "main"));
    }

    [Fact]
    public async Task A_pod_that_no_node_can_run_fails_when_its_job_was_started_as_often_as_MaxJobStarts_allows()
    {
        pool.Apptainer("exit 1");
        await Sidecar.StopAsync();
        Sidecar.Configure($"MaxJobStarts: 2\nSingularityPath: {pool.Program}\n"); // at both nodes
        await Sidecar.StartAgainAsync();
        var pod = new PodBody().Container("main", "echo never");
        await Calls.CreateAsync(pod);

        await Calls.UntilPhaseAsync(pod, PodPhase.Failed);

        var message = (string?)SidecarSpecs.State((await Calls.StatusAsync(pod))!, "main")["terminated"]!["message"];
        Assert.Contains("HTCondor started this job 2 times or more, and it never ended", message, StringComparison.Ordinal);
        Assert.Contains("MaxJobStarts", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_fails_on_a_good_node_fails_its_pod()
    {
        pool.Apptainer("exec /usr/bin/apptainer \"$@\"");
        var pod = new PodBody().Container("main", "exit 3").Container("bad", "", c => c["command"] = new JsonArray("/no/such/program"));
        await Calls.CreateAsync(pod);

        var codes = await Calls.EndAsync(pod);

        Assert.Equal((3, 128), (codes["main"], codes["bad"]));
        var bad = SidecarSpecs.State((await Calls.StatusAsync(pod))!, "bad")["terminated"]!;
        Assert.Equal(
            "StartError: the container could not be started: stat /no/such/program: no such file or directory",
            (string?)bad["message"]
        );
        Assert.Equal("StartError", (string?)bad["reason"]);
    }
}
