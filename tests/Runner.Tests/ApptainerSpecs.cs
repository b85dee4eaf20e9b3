using System.Formats.Tar;
using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>The runner with the real Apptainer, as plain user without setuid, in the pool's file tree.</summary>
[Collection(PoolCollection.Name)]
public sealed class ApptainerSpecs(CondorPool pool) : ApptainerTestBed(pool)
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
                    Image = Pool.Images + "/busybox.sif",
                },
                Sh("killed", "sh -c 'kill -9 $$'")
            )
        );

        job.EndsWith(137);

        Assert.Equal([3, 255, 137], new[] { "folder", "sif", "killed" }.Select(name => job.ExitOf(name)!.Code));
        Assert.All(job.View.Containers.Values, container => Assert.NotNull(container.StartedAt));
        Assert.Equal("out\nerr\n", job.LogOf("folder"));
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

        job.EndsWith(0);

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

        job.EndsWith(0);

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

        job.EndsWith(0);

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

        job.EndsWith(0);

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

        job.EndsWith(0);

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
                Shell.Run("/bin/cp", ["-a", Pool.Images + "/busybox", folder + "/image"]);
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

        job.EndsWith(9);
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

        job.EndsWith(137);

        Assert.Equal("ready\ngoodbye\n", job.LogOf("polite"));
        Assert.Equal((7, true), (job.ExitOf("polite")!.Code, job.ExitOf("polite")!.Stopped));
        Assert.Equal((137, true), (job.ExitOf("deaf")!.Code, job.ExitOf("deaf")!.Stopped));
        Assert.InRange(job.ExitOf("deaf")!.At - job.ExitOf("polite")!.At, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
        Assert.True(job.View.End!.Stopped);
    }

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
