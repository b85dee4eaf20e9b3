using System.Text;

namespace HtcondorActors.Runner.Tests;

/// <summary>Arguments and variables of a container that runs on the node itself.</summary>
public sealed class HostVariablesSpecs
{
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

        job.EndsWith(0);

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

        job.EndsWith(0);

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

        job.EndsWith(0);

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

        job.EndsWith(0);

        Assert.Subset(job.LogOf("main").Split('\0').ToHashSet(), variables.ToHashSet());
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
        job.EndsWith(0);
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
