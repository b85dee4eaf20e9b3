using System.Text;

namespace HtcondorActors.Runner.Tests;

public sealed class HostModeSpecs
{
    [Theory, ClassData(typeof(Shells))]
    public void Every_container_has_its_own_exit_code_and_the_job_that_of_the_last_that_failed(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host("good", "true"),
                PlanContainer.Host("bad", "sh", "-c", "exit 3"),
                PlanContainer.Host("worse", "sh", "-c", "exit 255"),
                PlanContainer.Host("fine", "true")
            )
        );

        Assert.Equal(255, job.End());

        Assert.Equal([0, 3, 255, 0], new[] { "good", "bad", "worse", "fine" }.Select(name => job.ExitOf(name)!.Code));
        Assert.Equal((255, false), (job.View.End!.Code, job.View.End.Stopped));
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
            "back\\slash\\",
            "--",
            "-n",
            "é✓😀",
            "$HOME",
            "\t;&|<>",
        ];
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host(
                    "main",
                    [
                        "python3",
                        "-c",
                        "import sys, os\nfor x in sys.argv[1:] + [os.environ['V%d' % i] for i in range(int(os.environ['N']))]: "
                            + "sys.stdout.buffer.write(os.fsencode(x) + b'\\0')",
                        .. words,
                    ]
                ) with
                {
                    Environment = [$"N={words.Length}", .. words.Select((word, i) => $"V{i}={word}")],
                }
            )
        );

        Assert.Equal(0, job.End());

        Assert.Equal([.. words, .. words], job.LogOf("main").Split('\0')[..^1]);
    }

    [Theory, ClassData(typeof(Shells))]
    public void Variables_of_the_pod_cannot_disturb_the_runner(string shell)
    {
        string[] variables =
        [
            "k=9",
            "n=99",
            "i=9",
            "dir=/",
            "value=v",
            "box=/b",
            "unshare=u",
            "env=e",
            "PATH=/nowhere",
            "PS4=$(id)",
            "app=a",
            "code=c",
            "s=s",
        ];
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host("main", "/usr/bin/env") with
                {
                    Environment = [.. variables, "IFS=x", "UID=7", "OPTIND=x", "LC_ALL=C"],
                }
            )
        );

        Assert.Equal(0, job.End());

        Assert.Subset(job.LogOf("main").Split('\n').ToHashSet(), variables.ToHashSet());
    }

    [Theory, ClassData(typeof(Shells))]
    public void Names_that_no_shell_takes_arrive_too(string shell)
    {
        string[] variables = ["discovery.type=single-node", "app.conf=a\r\nb", "it's a %%=x", "UID=5", "OPTIND=x", "A=it's"];
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(PlanContainer.Host("main", "env", "-0") with { Environment = variables })
        );

        Assert.Equal(0, job.End());

        Assert.Subset(job.LogOf("main").Split('\0').ToHashSet(), variables.ToHashSet());
    }

    /// <summary>As on the Red Hat family: /bin/sh is bash.</summary>
    private const string BashForAll = """mount --bind /bin/bash "$(readlink -f /bin/sh)"; exec "$@" """;

    private static readonly string[] OwnNames =
    [
        "RANDOM",
        "SRANDOM",
        "SECONDS",
        "LINENO",
        "HISTCMD",
        "EPOCHSECONDS",
        "EPOCHREALTIME",
        "BASHPID",
        "BASH_COMMAND",
        "BASH_SUBSHELL",
        "BASH_MONOSECONDS",
        "GROUPS",
        "DIRSTACK",
        "FUNCNAME",
        "BASH_ALIASES",
        "BASH_CMDS",
        "BASH_REMATCH",
        "BASH_VERSION",
        "BASH",
        "OPTARG",
        "OPTERR",
        "PWD",
        "OLDPWD",
        "IFS",
        "HOSTNAME",
        "PS4",
        "COPROC",
        "MAPFILE",
    ];

    public static TheoryData<string[]> NamesOfBash =>
        [
            OwnNames,
            [.. OwnNames, "SHLVL"],
            .. new[]
            {
                "_",
                "UID",
                "EUID",
                "PPID",
                "OPTIND",
                "SHLVL",
                "BASHOPTS",
                "SHELLOPTS",
                "BASH_VERSINFO",
                "BASH_ARGC",
                "BASH_ARGV",
                "BASH_LINENO",
                "BASH_SOURCE",
                "PIPESTATUS",
            }.Select(name => new[] { name }),
        ];

    [Theory, MemberData(nameof(NamesOfBash))]
    public void Where_sh_is_bash_the_names_that_it_keeps_for_itself_arrive_too(string[] names)
    {
        string[] variables = [.. names.Select(name => $"{name}=5x y")];
        using var job = new RunnerJob(
            "bash",
            new RunnerPlan().Main(PlanContainer.Host("main", "env", "-0") with { Environment = variables }),
            prepare: null,
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            BashForAll,
            "sh"
        );

        Assert.Equal(0, job.End());

        Assert.Subset(job.LogOf("main").Split('\0').ToHashSet(), variables.ToHashSet());
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_text_that_is_no_file_is_a_script_for_the_interpreter_and_a_file_is_run_as_it_is(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host("text", "/bin/bash", "echo a; echo b; exit 3").With("script", "1"),
                PlanContainer.Host("file", "/bin/sh", "own-script").With("script", "1"),
                PlanContainer.Host("python", "python3", "import sys\nprint(sys.version_info[0])").With("script", "1")
            ),
            folder => File.WriteAllText(folder + "/own-script", "echo from the file\n")
        );

        Assert.Equal(3, job.End());

        Assert.Equal(["a\nb\n", "from the file\n", "3\n"], new[] { "text", "file", "python" }.Select(job.LogOf));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_death_by_signal_is_128_and_the_signal(string shell)
    {
        using var job = new RunnerJob(shell, new RunnerPlan().Main(PlanContainer.Host("main", "sh", "-c", "kill -9 $$")));

        Assert.Equal(137, job.End());

        Assert.Equal(137, job.ExitOf("main")!.Code);
        Assert.Equal("", job.LogOf("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_command_that_is_not_there_is_127(string shell)
    {
        using var job = new RunnerJob(shell, new RunnerPlan().Main(PlanContainer.Host("main", "/no/such/command")));

        Assert.Equal(127, job.End());

        Assert.Contains("/no/such/command", job.LogOf("main"), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_working_directory_that_is_not_there_is_told_and_nothing_starts(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host("main", "touch", "ran") with
                {
                    WorkingDirectory = "/no/such/folder",
                },
                PlanContainer.Host("other", "pwd") with
                {
                    WorkingDirectory = "/usr",
                }
            )
        );

        Assert.Equal(128, job.End());

        var main = job.View.Containers["main"];
        Assert.Null(main.StartedAt);
        Assert.Contains("/no/such/folder", main.Note, StringComparison.Ordinal);
        Assert.Equal("/usr\n", job.LogOf("other"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Opening_dev_stderr_anew_loses_no_line(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host("main", "sh", "-c", "echo one; echo two >/dev/stderr; echo three >/dev/stdout; echo four >&2")
            )
        );

        job.End();

        Assert.Equal("one\ntwo\nthree\nfour\n", job.LogOf("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_a_command_leaves_behind_ends_with_it(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host(
                    "main",
                    "sh",
                    "-c",
                    "setsid sh -c 'echo left; while :; do sleep 0.05; echo x >>left; done' & while [ ! -s left ]; do sleep 0.01; done"
                )
            )
        );

        Assert.Equal(0, job.End());

        var left = Path.Combine(job.Folder, "left");
        File.Delete(left);
        Assert.False(SpinWait.SpinUntil(() => File.Exists(left), TimeSpan.FromMilliseconds(300)));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Values_of_the_environment_are_on_no_command_line(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host("main", "sh", "-c", "echo ready; while [ ! -e go ]; do sleep 0.05; done") with
                {
                    Environment = ["PASSWORD=s3cr3t-4711"],
                }
            )
        );
        job.Until(it => it.LogOf("main") == "ready\n");

        var lines = Directory.GetDirectories("/proc").Where(name => char.IsAsciiDigit(Path.GetFileName(name)[0])).Select(CommandLine);

        Assert.DoesNotContain(lines, line => line.Contains("s3cr3t-4711", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(job.Folder, "go"), "");
        Assert.Equal(0, job.End());
    }

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
