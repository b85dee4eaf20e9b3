using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>Probes and hooks inside running containers of the real Apptainer.</summary>
[Collection(PoolCollection.Name)]
public sealed class CommandInContainerSpecs(CondorPool pool)
{
    private const string Forever = "while :; do sleep 0.05; done";

    public static TheoryData<string, string> ShellsAndImages => new() { { "dash", "busybox" }, { "bash", "busybox.sif" } };

    [Theory, MemberData(nameof(ShellsAndImages)), Trait("BoundTo", "files")]
    public void A_probes_command_sees_the_containers_files_processes_and_environment(string shell, string image)
    {
        const string environment = "env | grep -v '^_=\\|^SHLVL=\\|^PWD=' | sort";
        using var job = Run(
            shell,
            new RunnerPlan { CommandPrefix = "export OF_THE_NODE=1", EmptyDirs = ["v"] }.Main(
                (
                    Sh("main", image, $"echo tmp >/tmp/own; echo root >/own; {environment} >/v/own; {Forever}") with
                    {
                        Environment =
                        [
                            "VALUE=it's $HOME \"quoted\"\nsecond line",
                            "HOME=/home/me",
                            "k=9",
                            "value=v",
                            "dir=/",
                            "PATH=/own:/bin:/usr/bin",
                        ],
                        WorkingDirectory = "/usr",
                        Binds = [new("volumes/v", "/v")],
                    }
                )
                    .Probe("readiness", "exec", timeout: 10)
                    .Command(
                        "readiness",
                        "sh",
                        "-c",
                        $"cat /tmp/own /own && pwd && grep -o appinit /proc/1/cmdline; {environment} >/v/probes; echo a; echo "
                            + "'last words'; exit 3"
                    )
            )
        );
        job.Until(it => it.Story("main").Count >= 2).Terminate();
        job.End();

        Assert.Equal("unready readiness probe failed: exit code 3: last words", job.Story("main")[1]);
        var own = File.ReadAllText(job.Folder + "/volumes/v/own");
        Assert.Contains("VALUE=it's $HOME \"quoted\"\n", own, StringComparison.Ordinal);
        Assert.Contains("PATH=/own:/bin:/usr/bin\n", own, StringComparison.Ordinal);
        Assert.Equal(own, File.ReadAllText(job.Folder + "/volumes/v/probes"));
        Assert.Equal("tmp\nroot\n/usr\nappinit\na\nlast words\n", File.ReadAllText(job.Folder + "/runner/1/out.readiness"));
    }

    [Theory, MemberData(nameof(ShellsAndImages))]
    public void A_command_that_the_image_lacks_fails_the_probe_and_a_slow_one_is_killed_in_the_container(string shell, string image)
    {
        using var job = Run(
            shell,
            new RunnerPlan { EmptyDirs = ["v"] }.Main(
                Sh("lacks", image, Forever).Probe("readiness", "exec").Command("readiness", "no-such-command"),
                (Sh("slow", image, Forever) with { Binds = [new("volumes/v", "/v")] })
                    .Probe("readiness", "exec", timeout: 1)
                    .Command("readiness", "sh", "-c", "trap '' TERM; touch /v/asked; while :; do sleep 0.05; touch /v/still; done")
            )
        );
        job.Until(it => it.Story("lacks").Count >= 2 && it.Story("slow").Count >= 2).Terminate();
        job.End();

        Assert.StartsWith("unready readiness probe failed: exit code 127: ", job.Story("lacks")[1], StringComparison.Ordinal);
        Assert.Equal("unready readiness probe failed: no answer within 1 s", job.Story("slow")[1]);
    }

    [Theory, MemberData(nameof(ShellsAndImages))]
    public void Values_of_the_environment_are_on_no_command_line_while_a_probe_runs(string shell, string image)
    {
        using var job = Run(
            shell,
            new RunnerPlan { EmptyDirs = ["v"] }.Main(
                (Sh("main", image, Forever) with { Environment = ["PASSWORD=s3cr3t-4712"], Binds = [new("volumes/v", "/v")] })
                    .Probe("readiness", "exec", timeout: 30)
                    .Command(
                        "readiness",
                        "sh",
                        "-c",
                        "touch /v/asked; while [ ! -e /v/go ]; do sleep 0.05; done; echo \"$PASSWORD\" >/v/password"
                    )
            )
        );
        job.Until(it => File.Exists(it.Folder + "/volumes/v/asked"));

        var lines = Directory
            .GetDirectories("/proc")
            .Where(name => char.IsAsciiDigit(Path.GetFileName(name)[0]))
            .Select(CommandLine)
            .ToList();
        File.WriteAllText(job.Folder + "/volumes/v/go", "");
        job.Until(it => it.Story("main").Contains("ready")).Terminate();
        job.End();

        Assert.DoesNotContain(lines, line => line.Contains("s3cr3t-4712", StringComparison.Ordinal));
        Assert.Equal("s3cr3t-4712\n", File.ReadAllText(job.Folder + "/volumes/v/password"));
    }

    [Theory, MemberData(nameof(ShellsAndImages))]
    public void Hooks_run_in_the_container_and_a_restart_begins_with_a_fresh_root(string shell, string image)
    {
        using var job = Run(
            shell,
            new RunnerPlan
            {
                Grace = 20,
                EmptyDirs = ["v"],
                More = [("backoff_ms", "50")],
            }.Main(
                (
                    Sh(
                        "main",
                        image,
                        "ls /left /tmp/left /root/left 2>/dev/null; touch /left /tmp/left /root/left; until [ -e /tmp/hook ]; "
                            + "do sleep 0.02; done; [ -e /v/second ] || { touch /v/second; exit 1; }; trap 'cat /tmp/stopping; "
                            + "exit 0' TERM; touch /v/up; "
                            + Forever
                    ) with
                    {
                        Binds = [new("volumes/v", "/v")],
                    }
                )
                    .With("restart", "onfailure")
                    .With("poststart_type", "exec")
                    .Command("poststart", "touch", "/tmp/hook")
                    .With("prestop_type", "exec")
                    .Command("prestop", "sh", "-c", "echo preStop >/tmp/stopping")
            )
        );
        job.Until(it => File.Exists(it.Folder + "/volumes/v/up")).Terminate();

        job.EndsWith(0);

        Assert.Equal(["start", "exit 1", "restart 1 50", "start", "exit 0 Stopped"], job.Story("main"));
        Assert.Equal("preStop\n", job.LogOf("main"));
    }

    [Theory, MemberData(nameof(ShellsAndImages))]
    public void A_read_only_root_has_a_writable_tmp_and_names_are_the_pods(string shell, string image)
    {
        using var job = Run(
            shell,
            new RunnerPlan
            {
                More =
                [
                    ("pod_hostname", "pod-1"),
                    ("hosts_lines", "1"),
                    ("hosts_line_1", "10.9.8.7 alias.example"),
                    ("resolv_lines", "2"),
                    ("resolv_line_1", "nameserver 10.0.0.10"),
                    ("resolv_line_2", "search a.example"),
                    ("resolv_whole", "1"),
                ],
            }.Main(
                Sh(
                        "main",
                        image,
                        "echo x >/tmp/x && echo tmp; echo x >/x || echo root; hostname; tail -n 1 /etc/hosts; cat "
                            + "/etc/resolv.conf; echo last >/dev/termination-log"
                    )
                    .With("readonly", "1")
                    .With("message_path", "/dev/termination-log")
            )
        );

        job.EndsWith(0);

        var log = job.LogOf("main").Split('\n').Where(line => !line.Contains("Read-only file system", StringComparison.Ordinal));
        Assert.Equal(["tmp", "root", "pod-1", "10.9.8.7 alias.example", "nameserver 10.0.0.10", "search a.example", ""], log);
        Assert.Equal(["start", "message last", "exit 0"], job.Story("main"));
        Assert.Equal(["start", "message last", "exit 0"], job.Story("main"));
    }

    [Theory, MemberData(nameof(ShellsAndImages))]
    public void The_stop_signal_reaches_the_application(string shell, string image)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Grace = 20 }.Main(
                Sh("main", image, $"trap 'exit 8' QUIT; trap 'exit 9' TERM; echo up; {Forever}").With("stop_signal", "QUIT")
            )
        );
        job.Until(it => it.LogOf("main") != "").Terminate();

        job.EndsWith(8);
    }

    private RunnerJob Run(string shell, RunnerPlan plan) => new(shell, plan, prepare: null, Path.Combine(pool.Bin, "in-pool"));

    private PlanContainer Sh(string name, string image, string script) => new(name, "exec", $"{pool.Images}/{image}", "sh", "-c", script);

    private static string CommandLine(string process)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "cmdline")));
        }
        catch (IOException)
        {
            return ""; // ended since it was listed
        }
    }
}
