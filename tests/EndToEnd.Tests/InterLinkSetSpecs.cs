using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>
/// Each behaviour of interLink's own end-to-end set, by its number (docs/interlink-protocol.md, "The end-to-end set"), those that its CI
/// leaves out too.
/// </summary>
[Collection(BehaviourCollection.Name)]
public sealed class InterLinkSetSpecs(InterLinkSet set) : IClassFixture<InterLinkSet>
{
    [Theory]
    [InlineData("000", "hello-world", "main: hello world\n")]
    [InlineData(
        "010",
        "multi-line-script",
        "main: it's \"Zoë\" for $5\nit's \"日本\" for $5\nit's \"🦄 & co.\" for $5\ntab\tand \\ backslash; nested twice\nCompleted\n"
    )]
    [InlineData("020", "plain-env", "main: SIMPLE simple\n")]
    [InlineData("030", "shared-volume", "reader: Dumped contents: the contents\nRO mount ok\n")]
    [InlineData("040", "config-volumes", "one: script one says hello\n", "two: script two read from-one\nbin ")]
    [InlineData("060", "init-container", "main: README\n")]
    [InlineData(
        "065",
        "multi-init",
        "init-1: init 1 begins\n",
        "init-2: init 2 finds 1\n",
        "init-3: init 3 finds 1 2 \n",
        "main: main finds 3 steps\n"
    )]
    [InlineData(
        "080",
        "configmap-secret-env",
        "main: DASHED=dashed\nDOTTED=dotted\nPASS_WORD=s3cr3t \"quoted\" $HOME\nPLAIN=from the map\nPOD=configmap-secret-env\n"
            + "USER_NAME=alice\nconfigmap-secret-envapp=\"demo\""
    )]
    [InlineData(
        "085",
        "secret-envfrom",
        "main: ONE_USER=one\nONE_TOKEN=a=b=c\nTWO_USER=two\nSHARED=second\nlower_case=kept\nPRE_ONE_USER=one\n"
    )]
    [InlineData("086", "secretkeyref-env", "main: the right one\n")]
    [InlineData(
        "095",
        "entrypoints",
        "command: command only: kept\n",
        "args: Args only test passed: kept\n",
        "neither: words of its own\n",
        "both: both of them\n",
        "errors: version\n"
    )]
    [InlineData("105", "env-quotes", "main: ENV_QUOTES_TEST_PASSED\n")]
    [InlineData("120", "projected-volumes", "main: 4\n4\n-----BEGIN CERTIFICATE-----\nprojected-volumes\n440\n")]
    public async Task Succeeds_with_its_logs(string number, string pod, params string[] logs)
    {
        var codes = await set.Calls.EndAsync(set[pod]);
        foreach (var (container, log) in logs.Select(Parted))
            Assert.Equal(
                (number, container, log.TrimEnd('\n')),
                (number, container, (await set.Calls.LogsAsync(set[pod], container)).TrimEnd('\n'))
            );
        Assert.All(codes, code => Assert.Equal(0, code.Value));
        Assert.Equal(PodPhase.Succeeded, await set.Calls.PhaseAsync(set[pod]));
    }

    [Theory]
    [InlineData("050", "limits", "main 137", "main: allocating\n")]
    [InlineData("100", "exit-42", "main 42", "main: about to fail\n")]
    [InlineData("100", "command-not-found", "main 128")]
    [InlineData("100", "exception", "main 1", "main: before\ncat: can't open '/no/such/file': No such file or directory\n")]
    [InlineData("100", "second-of-three", "one 0, three 0, two 1", "one: one is fine\n", "two: two fails\n", "three: three is fine\n")]
    [InlineData("100", "out-of-memory", "main 137", "main: allocating\n")]
    [InlineData("110", "job-exit-1", "main 1", "main: ERROR: failed with exit code 1\n")]
    [InlineData("110", "job-exception", "main 2", "main: /bin/sh: NOT_SET: database connection failed\n")]
    [InlineData("110", "job-one-of-two", "bad 1, good 0", "good: completed successfully\n", "bad: critical error\n")]
    [InlineData("110", "job-retry-1", "main 1", "main: attempt\n")]
    [InlineData("110", "job-retry-2", "main 1", "main: attempt\n")]
    [InlineData("110", "job-failing-init", "init 1, main 128", "init: init failed\n", "main: ")]
    [InlineData("120", "failing-init", "bad 3, good 0, main 128, never 128", "good: good\n", "bad: bad\n", "never: ", "main: ")]
    public async Task Fails_with_its_exit_codes_and_logs(string number, string pod, string expected, params string[] logs)
    {
        var codes = await set.Calls.EndAsync(set[pod]);
        Assert.Equal(
            (number, expected),
            (number, string.Join(", ", codes.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}")))
        );
        foreach (var (container, log) in logs.Select(Parted))
            Assert.Equal(log, await set.Calls.LogsAsync(set[pod], container));
        Assert.Equal(PodPhase.Failed, await set.Calls.PhaseAsync(set[pod]));
    }

    [Theory]
    [InlineData("limits")]
    [InlineData("out-of-memory")]
    public async Task More_memory_than_the_limit_is_OOMKilled_in_words(string pod)
    {
        await set.Calls.EndAsync(set[pod]);
        var ended = SidecarSpecs.State((await set.Calls.StatusAsync(set[pod]))!, "main")["terminated"]!;
        Assert.Contains("OOMKilled", (string)ended["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Number_070_containers_share_a_folder_and_localhost_and_run_on()
    {
        var pod = set["shared-mount-and-network"];
        await set.Calls.UntilPhaseAsync(pod, PodPhase.Running);
        await Wait.UntilAsync(
            "the file to be seen by the server",
            async () => (await set.Calls.LogsAsync(pod, "server")).Contains("touchedfile", StringComparison.Ordinal)
        );
        await set.Calls.DeleteAsync(pod);
    }

    [Fact]
    public async Task Number_090_probes_are_asked_and_the_pod_is_Running()
    {
        var pod = set["probes"];
        await set.Calls.UntilPhaseAsync(pod, PodPhase.Running);
        foreach (
            var line in (string[])
                [
                    "Starting HTTP server",
                    "Startup probe: Starting",
                    "Startup probe: OK",
                    "Readiness probe: Not ready",
                    "Readiness probe: Ready",
                    "Liveness probe: OK",
                ]
        )
            await Wait.UntilAsync(line, async () => (await set.Calls.LogsAsync(pod, "main")).Contains(line, StringComparison.Ordinal));
        var log = await set.Calls.LogsAsync(pod, "main");
        Assert.True(
            log.IndexOf("Startup probe: OK", StringComparison.Ordinal) < log.IndexOf("Liveness probe", StringComparison.Ordinal),
            log
        );
        await set.Calls.DeleteAsync(pod);
    }

    [Fact]
    public async Task Number_115_hooks_run_and_a_deletion_ends_the_pod_preStop_first()
    {
        var pod = set["lifecycle-hooks"];
        await set.Calls.UntilPhaseAsync(pod, PodPhase.Running);
        await Wait.UntilAsync(
            "the marker of postStart",
            async () => await set.Calls.LogsAsync(pod, "main") == "main starts\nfound: postStart ran\n"
        );
        await set.Calls.DeleteAsync(pod);
        var order = Path.Combine(set.Open, "order");
        await Wait.UntilAsync(
            "preStop and SIGTERM to be heard",
            () => Task.FromResult(File.Exists(order) && File.ReadAllText(order) == "preStop\nterm\n")
        );
    }

    private static (string Container, string Log) Parted(string expectation)
    {
        var colon = expectation.IndexOf(':', StringComparison.Ordinal);
        return (expectation[..colon], expectation[(colon + 2)..]);
    }
}
