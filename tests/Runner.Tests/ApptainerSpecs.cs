using System.Formats.Tar;
using System.Text;
using HtcondorActors.Actors.Planning;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>The runner with the real Apptainer, as plain user without setuid, in the pool's file tree.</summary>
[Collection(PoolCollection.Name)]
public sealed class ApptainerSpecs(CondorPool pool)
{
    [Theory, ClassData(typeof(Shells))]
    public void Exit_codes_are_those_of_the_applications(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan().Main(
                Sh("folder", "echo out; echo err >/dev/stderr; exit 3"),
                Sh("sif", "exit 255") with
                {
                    Image = pool.Images + "/busybox.sif",
                },
                Sh("killed", "sh -c 'kill -9 $$'")
            )
        );

        Assert.Equal(137, job.End());

        Assert.Equal([3, 255, 137], new[] { "folder", "sif", "killed" }.Select(name => job.ExitOf(name)!.Code));
        Assert.All(job.View.Containers.Values, container => Assert.NotNull(container.StartedAt));
        Assert.Equal("out\nerr\n", job.LogOf("folder"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_cannot_be_started_is_told_with_its_reason_and_the_others_run(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan().Main(
                Exec("no-command", "nosuch"),
                Exec("no-file", "/no/such"),
                Exec("no-image", "true") with
                {
                    Image = "/no/such.sif",
                },
                Exec("no-program", "/etc"),
                Exec("no-mount", "true") with
                {
                    Binds = [new("/no/such/source", "/data")],
                },
                new PlanContainer("no-entrypoint", "run", pool.Images + "/busybox"),
                new PlanContainer("no-entrypoint-sif", "run", pool.Images + "/busybox.sif"),
                Sh("good", "echo fine")
            )
        );

        Assert.Equal(128, job.End());

        var told = job
            .View.Containers.Where(container => container.Value.StartedAt is null)
            .ToDictionary(container => container.Key, container => container.Value);
        Assert.Equal(
            ["no-command", "no-entrypoint", "no-entrypoint-sif", "no-file", "no-image", "no-mount", "no-program"],
            told.Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(told.Values, container => Assert.Equal((128, "StartError"), (container.Exit!.Code, container.Exit.Unstarted)));
        Assert.Contains("nosuch", told["no-command"].Note, StringComparison.Ordinal);
        Assert.Contains("/no/such.sif", told["no-image"].Note, StringComparison.Ordinal);
        Assert.All(told.Keys, name => Assert.Equal("", job.LogOf(name)));
        Assert.Equal("fine\n", job.LogOf("good"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Arguments_and_environment_arrive_byte_for_byte(string shell)
    {
        string[] words =
        [
            "a b",
            "",
            "*",
            "$(id)",
            "`id`",
            "two\nlines\n",
            "it's \"quoted\"",
            "{\"json\": [1, 2]}",
            "back\\slash\\",
            "--",
            "-n",
            "é✓😀",
            "$HOME",
            "\t;&|<>",
        ];
        var variables = words.Select((word, i) => (Name: $"V{i}", Value: word)).ToList();
        using var job = Run(
            shell,
            new RunnerPlan().Main(
                Exec("args", ["sh", "-c", "for x in \"$@\"; do printf '%s\\0' \"$x\"; done", "sh", .. words]),
                Exec("env", "env", "-0") with
                {
                    Environment = [.. variables.Select(it => $"{it.Name}={it.Value}"), "PATH=/usr/bin:/bin:/own", "HOME=/home/me"],
                }
            )
        );

        Assert.Equal(0, job.End());

        Assert.Equal(words, job.LogOf("args").Split('\0')[..^1]);
        var environment = job.LogOf("env").Split('\0');
        Assert.All(variables, it => Assert.Contains($"{it.Name}={it.Value}", environment));
        Assert.Contains("PATH=/usr/bin:/bin:/own", environment);
        Assert.Contains("HOME=/home/me", environment);
    }

    [Theory, ClassData(typeof(Shells))]
    public void Nothing_of_the_node_is_in_the_environment(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { CommandPrefix = "export FROM_PREFIX=1; _CONDOR_X=1; export _CONDOR_X" }.Main(Sh("main", "env | cut -d= -f1"))
        );

        Assert.Equal(0, job.End());

        Assert.DoesNotContain(job.LogOf("main").Split('\n'), name => name is "FROM_PREFIX" or "_CONDOR_X" or "CONDOR_CONFIG");
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_root_is_writable_and_each_containers_own_and_so_is_tmp(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan()
                .Init(
                    Sh(
                        "first",
                        "echo x >/opt-file; echo x >/tmp/file; echo x >/root/file; head -c 80000000 /dev/zero >/tmp/big; umask; "
                            + "stat -c %a / /tmp"
                    )
                )
                .Main(Sh("second", "ls /opt-file /tmp/file /root/file 2>/dev/null; echo $HOME; pwd"))
        );

        Assert.Equal(0, job.End());

        Assert.Equal("0022\n755\n1777\n", job.LogOf("first"));
        Assert.Equal("/root\n/\n", job.LogOf("second"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_working_directory_is_used_and_made_when_the_image_lacks_it(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { EmptyDirs = ["data"] }.Main(
                Sh("there", "pwd") with
                {
                    WorkingDirectory = "/usr/bin",
                },
                Sh("made", "pwd; touch x") with
                {
                    WorkingDirectory = "/srv/app/deep",
                },
                Sh("in-volume", "pwd; touch x") with
                {
                    WorkingDirectory = "/data/deep",
                    Binds = [new("volumes/data", "/data")],
                }
            )
        );

        Assert.Equal(0, job.End());

        Assert.Equal(["/usr/bin\n", "/srv/app/deep\n", "/data/deep\n"], new[] { "there", "made", "in-volume" }.Select(job.LogOf));
        Assert.True(File.Exists(Path.Combine(job.Folder, "volumes", "data", "deep", "x")));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Volumes_are_shared_files_have_their_modes_and_read_only_is_read_only(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Archive = "volumes.tar", EmptyDirs = ["shared"] }
                .Init(Sh("writer", "echo hello >/shared/a") with { Binds = [new("volumes/shared", "/shared")] })
                .Main(
                    Sh(
                        "reader",
                        "ls -d /odd*; cat /shared/a /config/sub/file /tmp/deep/one; stat -c %a /config/sub/file; echo no "
                            + ">/config/sub/file; echo no >/shared/b; ls /shared /tmp"
                    ) with
                    {
                        Binds =
                        [
                            new("volumes/shared", "/shared", "ro"),
                            new("volumes/config", "/config", "ro"),
                            new("volumes/config/sub/file", "/tmp/deep/one", "ro"),
                            new("volumes/config", "/odd, \"name\":x", "ro"),
                        ],
                    }
                ),
            folder => WriteArchive(Path.Combine(folder, "volumes.tar"))
        );

        Assert.Equal(0, job.End());

        var log = job.LogOf("reader");
        Assert.StartsWith("/odd, \"name\":x\nhello\ncontent\ncontent\n400\n", log, StringComparison.Ordinal);
        Assert.EndsWith("/shared:\na\n\n/tmp:\ndeep\n", log, StringComparison.Ordinal);
        Assert.Equal(2, log.Split("Read-only file system").Length - 1);
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_entrypoint_of_the_image_is_run_with_the_arguments(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan().Main(new PlanContainer("main", "run", "image", "a b", "$(id)") { Image = "" }),
            folder =>
            {
                Shell.Run("/bin/cp", ["-a", pool.Images + "/busybox", folder + "/image"]);
                File.WriteAllText(
                    folder + "/image/.singularity.d/runscript",
                    "#!/bin/sh\nfor x in entry \"$@\"; do echo \"[$x]\"; done\nexit 9\n"
                );
                var plan = folder + "/plan";
                File.WriteAllText(
                    plan,
                    File.ReadAllText(plan).Replace("c1_image=''", $"c1_image='{folder}/image'", StringComparison.Ordinal)
                );
            }
        );

        Assert.Equal(9, job.End());
        Assert.Equal("[entry]\n[a b]\n[$(id)]\n", job.LogOf("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void SIGTERM_reaches_the_application_and_SIGKILL_follows_after_the_grace(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Grace = 2 }.Main(
                Sh("polite", "trap 'echo goodbye; exit 7' TERM; echo ready; while :; do sleep 0.05; done"),
                Sh("deaf", "trap '' TERM; echo ready; while :; do sleep 0.05; done")
            )
        );
        job.Until(it => it.LogOf("polite") != "" && it.LogOf("deaf") != "").Terminate();

        Assert.Equal(137, job.End());

        Assert.Equal("ready\ngoodbye\n", job.LogOf("polite"));
        Assert.Equal((7, true), (job.ExitOf("polite")!.Code, job.ExitOf("polite")!.Stopped));
        Assert.Equal((137, true), (job.ExitOf("deaf")!.Code, job.ExitOf("deaf")!.Stopped));
        Assert.InRange(job.ExitOf("deaf")!.At - job.ExitOf("polite")!.At, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
        Assert.True(job.View.End!.Stopped);
    }

    /// <summary>As while a new version is being installed. With an init container that has ended well, which is not run again.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void An_Apptainer_that_fails_for_a_moment_is_tried_again_and_its_code_is_no_containers(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./moody" }
                .Init(Sh("init", "echo x >>/init.runs"))
                .Main(Sh("main", "exit 7")),
            folder =>
            {
                File.WriteAllText(
                    folder + "/moody",
                    "#!/bin/sh\ncase $*:$(cat moody.once 2>/dev/null) in *exit\\ 7:) echo x >moody.once; exit 1 ;; esac\nexec "
                        + "/usr/bin/apptainer \"$@\"\n"
                );
                File.SetUnixFileMode(folder + "/moody", (UnixFileMode)0b111_101_101);
            }
        );

        Assert.Equal(7, job.End());

        Assert.Equal(
            ["note Apptainer ended with 1 before the container was set up. It is tried again", "start", "exit 7"],
            job.Story("main")
        );
        Assert.Equal(["start", "exit 0"], job.Story("init"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void One_that_goes_on_failing_beside_a_container_that_runs_is_an_error_of_the_start(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./moody" }.Main(
                Sh("good", "until [ -e /v/over ]; do sleep 0.1; done") with
                {
                    Binds = [new("volumes/v", "/v")],
                },
                Sh("bad", "exit 7")
            ) with
            {
                EmptyDirs = ["v"],
            },
            folder =>
            {
                File.WriteAllText(folder + "/moody", "#!/bin/sh\ncase $* in *exit\\ 7) exit 0 ;; esac\nexec /usr/bin/apptainer \"$@\"\n");
                File.SetUnixFileMode(folder + "/moody", (UnixFileMode)0b111_101_101);
            }
        );
        job.Until(it => it.ExitOf("bad") is not null);
        File.WriteAllText(job.Folder + "/volumes/v/over", "");

        Assert.Equal(128, job.End());

        Assert.Equal(["note Apptainer ended with 0 before the container was set up", "exit 128 StartError"], job.Story("bad").TakeLast(2));
        Assert.Equal(4, job.Story("bad").Count(line => line.StartsWith("note Apptainer ended with 0", StringComparison.Ordinal)));
        Assert.Equal(["start", "exit 0"], job.Story("good"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void An_image_of_a_registry_that_does_not_answer_is_waited_for_in_its_words(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { More = [("pull_ms", "600000"), ("backoff_ms", "1000")] }.Main(
                Exec("main", "true") with
                {
                    Image = "docker://127.0.0.1:1/x:y",
                }
            )
        );

        job.Until(it =>
            it.Story("main")
                .Any(line =>
                    line.StartsWith("wait ImagePullBackOff could not fetch the image docker://127.0.0.1:1/x:y", StringComparison.Ordinal)
                )
        );
        var main = job.View.Containers["main"];
        Assert.Equal((null, null), (main.StartedAt, main.Exit));
        Assert.Contains("connection refused", main.ImageWait!.Words, StringComparison.Ordinal);
        job.Terminate();
        Assert.NotEqual(0, job.End());
    }

    private RunnerJob Run(string shell, RunnerPlan plan, Action<string>? prepare = null) =>
        new(shell, plan, prepare, Path.Combine(pool.Bin, "in-pool"));

    /// <summary>The planner refuses more than <see cref="ExecSizeLimit.MostOfApptainer"/>; what it lets through must really
    /// start.</summary>
    [Fact]
    public void As_much_as_the_planner_lets_through_is_started()
    {
        string[] words = [.. Enumerable.Repeat(new string('x', 120_000), 8)];
        string[] variables = [.. Enumerable.Range(0, 6).Select(i => $"V{i}=" + new string('y', 120_000))];
        var left = (int)(ExecSizeLimit.MostOfApptainer - ExecSizeLimit.OfWords(words).Encoded);
        string[] command = ["sh", "-c", "echo $# ${#4} ${#V3}", "sh", .. words, new string('z', left - 200)];
        using var job = Run("dash", new RunnerPlan().Main(Exec("main", command) with { Environment = variables }));

        Assert.Equal(0, job.End());

        Assert.Equal("9 120000 120000\n", job.LogOf("main"));
    }

    private PlanContainer Exec(string name, params string[] command) => new(name, "exec", pool.Images + "/busybox", command);

    private PlanContainer Sh(string name, string script) => Exec(name, "sh", "-c", script);

    private static void WriteArchive(string path)
    {
        using var tar = new TarWriter(File.Create(path));
        tar.WriteEntry(
            new PaxTarEntry(TarEntryType.RegularFile, "volumes/config/sub/file")
            {
                Mode = UnixFileMode.UserRead,
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes("content\n")),
            }
        );
    }
}
