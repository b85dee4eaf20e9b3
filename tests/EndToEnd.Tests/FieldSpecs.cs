using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>What becomes of each of them is what a kubelet would make of it.</summary>
[Collection(BehaviourCollection.Name)]
public sealed class FieldSpecs(ManifestPods set) : IClassFixture<ManifestPods>
{
    [Theory]
    [InlineData("argo", "init 0, main 0, wait 0", "main: {\"parameter\": \"it's $HOME\"}\n", "wait: main ended with 0\n")]
    [InlineData("tekton", "prepare 0, step-build 0, step-push 0", "step-build: building\n", "step-push: pushing\n")]
    [InlineData("airflow", "base 0", "base:  a \\r \\n b\n1\ndag=\"x y\" try='1' $HOME\n")]
    [InlineData("dask-worker", "worker 0", "worker: dask-worker --name worker 1 --dashboard-address :8788 $(NOT_SET)\n")]
    [InlineData(
        "spark-pi-0123456789abcdef-driver.with-a-name-that-is-longer-than-a-label-may-be-in-kubernetes",
        "spark-kubernetes-driver 0",
        "spark-kubernetes-driver: 2\n127.0.0.1\nPi is roughly 3.14\n"
    )]
    [InlineData("snakejob", "snakemake 0", "snakemake: rule all:\n/workdir\n")]
    [InlineData("nf-task", "nf-task 0", "nf-task: hello\n.command.out\n.exitcode\n")]
    [InlineData("pytorch-worker-0", "init-pytorch 0, pytorch 0", "pytorch: rank 1 of 2 at pytorch-master-0:23456, 1 thread\n")]
    [InlineData("native-sidecar", "log-shipper 0, work 0", "work: up\ndone\n", "log-shipper: told to stop\n")]
    public async Task Succeeds_with_its_logs(string pod, string expected, params string[] logs)
    {
        var ends = await set.Calls.EndAsync(set[pod]);
        Assert.Equal(
            (pod, expected),
            (pod, string.Join(", ", ends.OrderBy(end => end.Key, StringComparer.Ordinal).Select(end => $"{end.Key} {end.Value}")))
        );
        Assert.Equal(PodPhase.Succeeded, await set.Calls.PhaseAsync(set[pod]));
        foreach (var log in logs)
            Assert.Equal((pod, log), (pod, await LogOfAsync(pod, log)));
    }

    [Theory]
    [InlineData("gitlab", "helper: the build waits\n", "build: ")]
    [InlineData("jupyter-user--2d-1", "notebook: in /home/jovyan as 1000\n")]
    [InlineData("istio", "istio-proxy: the proxy is up\n", "app: ready\n")]
    [InlineData("ray-head", "ray-head: 127.0.0.1:6379 ray start --head --resources='{\"a\":1}'\n")]
    public async Task Runs_and_is_ready_until_it_is_deleted(string pod, params string[] logs)
    {
        await set.Calls.UntilPhaseAsync(set[pod], PodPhase.Running);
        foreach (var log in logs)
            await Wait.UntilAsync(log, async () => await LogOfAsync(pod, log) == log);
        Assert.Equal((pod, PodPhase.Running), (pod, await set.Calls.PhaseAsync(set[pod])));
        await set.Calls.DeleteAsync(set[pod]);
        await Wait.UntilAsync("its files to go", () => Task.FromResult(!Directory.Exists(set.JobFolder(set[pod]))));
    }

    [Fact]
    public async Task Names_of_variables_with_dots_reach_the_database()
    {
        Assert.Equal(0, (await set.Calls.EndAsync(set["elasticsearch"]))["elasticsearch"]);
        var lines = (await set.Calls.LogsAsync(set["elasticsearch"], "elasticsearch")).Split('\n');
        Assert.All(
            (string[])["discovery.type=single-node", "cluster.name=a b", "ES_JAVA_OPTS=-Xms64m -Xmx64m"],
            line => Assert.Contains(line, lines)
        );
    }

    [Fact]
    public async Task The_result_of_a_step_is_its_termination_message_and_nothing_else()
    {
        await set.Calls.EndAsync(set["tekton"]);
        var status = (await set.Calls.StatusAsync(set["tekton"]))!;
        Assert.Equal(
            """[{"key":"digest","value":"sha256:1","type":1}]""",
            (string?)SidecarSpecs.State(status, "step-build")["terminated"]!["message"]
        );
        Assert.Null((string?)SidecarSpecs.State(status, "step-push")["terminated"]!["message"]);
    }

    private async Task<string> LogOfAsync(string pod, string expected)
    {
        var container = expected.Split(':')[0];
        return $"{container}: {await set.Calls.LogsAsync(set[pod], container)}";
    }
}
