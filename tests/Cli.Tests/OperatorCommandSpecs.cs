using System.Net.Sockets;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Operators;
using HtcondorActors.Http.Hosting;
using HtcondorActors.Http.Tests.Admin;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests;

/// <summary>The commands of operators: what they print, what they say when they fail, and their exit codes.</summary>
public sealed class OperatorCommandSpecs : OperatorTestBed
{
    [Fact]
    public async Task One_pod_is_told_in_words_with_its_reason_and_what_to_do()
    {
        Held();
        Pods.QueueTrouble = "condor_q: time limit";
        Assert.Equal(0, await TypeAsync("pod", "default/bad"));
        Assert.Equal("Pod default/bad", Lines[0]);
        foreach (
            var line in (string[])
                [
                    "  UID              5d6a8f0e-0000-4000-8000-000000000007",
                    "  Reason           JobHeld: HTCondor, a policy or a person has put the job on hold.",
                    "  Whose problem    the site: the administrators of the batch farm",
                    "  More             docs/reasons.md#jobheld",
                    "  What to do       Repair the path.",
                    "  Hold             TransferInputError",
                    "  Init container   setup: terminated with exit code 0 (Completed); image busybox",
                    "  Container        main: waiting (JobHeld), 1 restart; image python:3",
                    "  Job              7.0, submit 1, started once",
                    "  Asks for         1 CPU, 2Gi memory",
                    "  As of            2026-01-31T12:00:00Z; the schedd has not answered since: condor_q: time limit",
                ]
        )
            Assert.Contains(line, Lines);
    }

    [Theory]
    [InlineData("pods")]
    [InlineData("pod", "default/bad")]
    [InlineData("top")]
    [InlineData("timeline", "default/bad")]
    public async Task A_command_warns_while_the_journal_is_away(params string[] typed)
    {
        var pod = Held();
        Pods.Histories[pod.Uid] = new PodTimeline(pod.Uid, "default", "bad", [], null, null);
        const string Words = "cannot be read (PostgreSQL \"db\\1\": Verbindung geschlossen, für immer)";
        Sidecar.Gateway.Health = Sidecar.Gateway.Health with { Ready = [new("journal", Words)] };
        Assert.Equal(0, await TypeAsync(typed));
        Assert.Equal($"warning: journal: {Words.Replace('ü', '?')}\n", Error);
    }

    [Theory]
    [InlineData("5d6a8f0e-0000-4000-8000-000000000007")]
    [InlineData("7.0")]
    [InlineData("bad")]
    [InlineData("bad", "-n", "default")]
    [InlineData("5d6a8f0e-0000-4000-8000-000000000007", "-n", "other")]
    [InlineData("7.0", "-n", "other")]
    public async Task A_pod_has_many_names(params string[] name)
    {
        Held();
        Assert.Equal(0, await TypeAsync(["pod", .. name, "-o", "json"]));
        Assert.Contains("\"hold\": \"TransferInputError\"", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_is_not_there_and_a_name_of_several_pods_have_exit_codes_of_their_own()
    {
        Held();
        Assert.Equal(4, await TypeAsync("pod", "default/none"));
        Pods.Add(9, "default", "bad");
        Assert.Equal(5, await TypeAsync("retry", "bad"));
        Assert.StartsWith(
            "htcondor-sidecar pod: there is no pod \"default/none\": this sidecar has never seen it",
            Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\nhtcondor-sidecar retry: several pods are \"bad\"; name one by its UID: 5d6a8f0e",
            Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_history_is_a_table_with_the_time_between_its_lines()
    {
        var pod = Held();
        var noon = ScriptedDirectory.Noon;
        Pods.Histories[pod.Uid] = new PodTimeline(
            pod.Uid,
            pod.Namespace,
            pod.Name,
            [
                new(noon, TimelineLane.Kubernetes, "create asked", null, IsDurable: true),
                new(noon.AddSeconds(90), TimelineLane.Htcondor, "job held", "disk full", IsDurable: false)
                {
                    Times = 3,
                    LastAt = noon.AddMinutes(4),
                },
            ],
            noon.AddMinutes(-1),
            "the sidecar was restarted"
        );
        Assert.Equal(0, await TypeAsync("timeline", "bad"));
        Assert.Equal(
            [
                "Pod default/bad, UID 5d6a8f0e-0000-4000-8000-000000000007",
                "Before 2026-01-31T11:59:00.000Z only the journal's lines are left: the sidecar was restarted.",
                "TIME                       +     LANE         WHAT           DETAIL",
                "2026-01-31T12:00:00.000Z   -     kubernetes   create asked   -",
                "2026-01-31T12:01:30.000Z   90s   htcondor     job held       disk full (3 times, last 2026-01-31T12:04:00.000Z)",
            ],
            Lines
        );
    }

    [Fact]
    public async Task What_was_known_at_a_time_is_told_with_the_answer_of_that_time()
    {
        var pod = Held();
        Pods.Histories[pod.Uid] = new PodTimeline(pod.Uid, pod.Namespace, pod.Name, [], null, null);
        Pods.OnAt = (_, time) => new PodAtTime(time.AddSeconds(-20), pod, "{\"name\":\"bad\"}", null, null);
        Assert.Equal(0, await TypeAsync("timeline", "bad", "--at", "2026-01-31T12:00:30Z"));
        Assert.Equal("As it was known at 2026-01-31T12:00:30.000Z (since 2026-01-31T12:00:10.000Z nothing had changed):", Lines[0]);
        Assert.Contains("(30s ago)", Lines.Single(line => line.Contains("Stage", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("A status request would have got:\n{\n  \"name\": \"bad\"\n}\n", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_says_since_when_and_by_whom()
    {
        Assert.Equal(0, await TypeAsync("drain", "status"));
        Assert.Equal(0, await TypeAsync("drain", "on"));
        Assert.Equal(2, await TypeAsync("drain", "maybe"));
        Assert.Equal("not draining: the Kubernetes node takes pods", Lines[0]);
        Assert.Equal(
            $"draining since 2026-01-31T12:00:00Z, by {UnixPeer.NameOf(CondorIo.UnixFile.Me)}: "
                + "the Kubernetes node takes no new pods, and the pods that are there go on",
            Lines[1]
        );
    }

    [Fact]
    public async Task The_log_level_is_shown_and_set()
    {
        Assert.Equal(0, await TypeAsync("log-level"));
        Assert.Equal(0, await TypeAsync("log-level", "error"));
        Assert.Equal(2, await TypeAsync("log-level", "loud"));
        Assert.Equal(["Trace", "Error (the configuration says Trace)"], Lines);
    }

    [Fact]
    public async Task Top_sums_by_namespace_and_shows_the_largest_pods()
    {
        Held();
        Pods.Add(8, "physics", "good", pod => pod with { Cpus = 4, MemoryMiB = 4096, UsedMemoryMiB = 700, UsedCpuSeconds = 3600 });
        Assert.Equal(0, await TypeAsync("top"));
        Assert.Equal("physics     1      1         4     4Gi   0     4             4Gi           700Mi      60m", Lines[2]);
        Assert.StartsWith("*           2      1         5     6Gi", Lines[3], StringComparison.Ordinal);
        Assert.Equal("physics     good   4     4Gi   700Mi      60m        -", Lines[^1]);
    }

    [Fact]
    public async Task Without_a_sidecar_its_socket_is_named_and_what_to_do()
    {
        var other = Directory.CreateTempSubdirectory("ila-none.").FullName;
        var config = Path.Combine(other, "SidecarConfig.yaml");
        File.WriteAllText(config, $"DataRootFolder: {other}\n");
        Assert.Equal(3, await TypeAsync("pods", "--config", config));
        Assert.Contains(
            $"no sidecar is running here: there is no socket {other}/admin.sock. Start it, or",
            Error,
            StringComparison.Ordinal
        );

        var left = Path.Combine(other, "left.sock");
        using (ListenSocket.Bind(new UnixDomainSocketEndPoint(Path.Combine(other, "s"))))
            File.Move(Path.Combine(other, "s"), left);
        Assert.Equal(3, await TypeAsync("pods", "--admin", left));
        Assert.Contains($"the sidecar is not running: nobody answers on {left}", Error, StringComparison.Ordinal);
        TestFolder.Remove(other);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8000", "an address such as https://host:8443 or unix:///run/x/admin.sock is expected")]
    [InlineData("nonsense", "an address such as https://host:8443 or unix:///run/x/admin.sock is expected")]
    public async Task An_address_without_TLS_is_refused(string address, string words)
    {
        Assert.Equal(2, await TypeAsync("pods", "--admin", address));
        Assert.Contains(words, Error, StringComparison.Ordinal);
    }
}
