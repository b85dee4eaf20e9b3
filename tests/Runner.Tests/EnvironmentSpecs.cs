using System.Globalization;
using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>The variables of a container of the real Apptainer: those of the pod and of the image, byte for byte, and no others.</summary>
[Collection(PoolCollection.Name)]
public sealed class EnvironmentSpecs(CondorPool pool)
{
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static TheoryData<string, string> ShellsAndImages =>
        new()
        {
            { "dash", "busybox" },
            { "bash", "busybox.sif" },
            { "dash", "bare" },
            { "bash", "bare" },
        };

    [Theory, MemberData(nameof(ShellsAndImages))]
    public void A_container_without_variables_has_a_home_and_a_path_and_nothing_else(string shell, string image)
    {
        using var job = Run(
            shell,
            Env(image).With("message_path", "/dev/termination-log"),
            "env",
            "http_proxy=http://node",
            "LANG=de_DE.UTF-8"
        );

        Assert.Equal(["HOME=/root", DefaultPath], Seen(job));
    }

    [Theory, MemberData(nameof(ShellsAndImages))]
    public void Any_bytes_and_any_name_arrive(string shell, string image)
    {
        var random = new Random(4711);
        var variables = Enumerable
            .Range(0, 400)
            .Select(_ => (Name: Text(random, 1, 40, ' ', '~').Replace('=', '.'), Value: Text(random, 0, 60, '\u0001', '\u00ff')))
            .DistinctBy(it => it.Name)
            .Select(it => $"{it.Name}={it.Value}")
            .ToList();
        // What each reader of text on the way could take for something else.
        string[] odd =
        [
            "CRLF=-----BEGIN\r\nx\r\n",
            "CR=\r",
            "LF=\n\n",
            "BS=a\\\nb\\u000Ac\\",
            "EMPTY=",
            "Q='\"'\"`id`$(id)${HOME}$HOME\\$'x'",
            "UTF=é✓😀"[..5],
            "HALF=\u00ff\u00c3",
            "=".Insert(0, "discovery.type"),
            "app.conf=a\r\nb",
            "1ST=x",
            "it's=x",
            "a b=x",
            "BASH_FUNC_x%%=() { :; }",
            "-n=x",
            "$'\\x41=x",
            "UID=7",
            "GID=8\r\n",
            "EUID=x",
            "PPID=1",
            "IFS=/",
            "OPTIND=z",
            "PWD=/x",
            "OLDPWD=/y",
            "LINENO=a",
            "RANDOM=r",
            "SECONDS=s",
            "PS1=p",
            "PS4=$(id)",
            "LANG=C",
            "LD_LIBRARY_PATH=/l",
            "PROMPT_COMMAND=q",
            "APPTAINER_NAME=n",
            "APPTAINER_BIND=/a:/b",
            "SINGULARITY_CONTAINER=c",
            "PATH=/x:/y",
            "HOME=relative",
            "TERM=dumb",
            "SHELL=s",
            "_=u",
            "__file__=f",
            "__name_1__=g",
            "__libraries_of_the_node__=1",
            "__line__=l",
            "DIRSTACK=d",
            "BASH_VERSINFO=b",
            "SHELLOPTS=o",
            "GLOBIGNORE=*",
            "SINGULARITY_APPNAME=a",
            "A[0]=1",
        ];
        variables.RemoveAll(it => odd.Any(other => other.StartsWith(it[..(it.IndexOf('=') + 1)], StringComparison.Ordinal)));
        using var job = Run(shell, Env(image) with { Environment = [.. odd, .. variables] }, "env");

        Assert.Equal([.. odd.Concat(variables).Order(StringComparer.Ordinal)], Seen(job));
    }

    [Theory]
    [InlineData("dash", "UID")]
    [InlineData("bash", "EUID")]
    [InlineData("bash", "GID")]
    public void One_variable_that_Apptainers_shell_keeps_for_itself_brings_no_other(string shell, string name)
    {
        using var job = Run(shell, Env("busybox") with { Environment = [$"{name}=7"] }, "env");

        Assert.Equal([.. new[] { $"{name}=7", "HOME=/root", DefaultPath }.Order(StringComparer.Ordinal)], Seen(job));
    }

    [Theory]
    [InlineData("dash", "/a:b")]
    [InlineData("bash", "/a:b:ro")]
    [InlineData("dash", "/a,b \"c\\")]
    [InlineData("bash", "/none/../a//b/.")]
    public void A_home_that_Apptainer_cannot_take_arrives(string shell, string home)
    {
        using var job = Run(shell, Env("busybox") with { Environment = [$"HOME={home}"] }, "env");

        Assert.Equal([$"HOME={home}", DefaultPath], Seen(job));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Fourteen_thousand_variables_arrive(string shell)
    {
        string[] variables =
        [
            .. Enumerable.Range(0, 14_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"V{i}=it's {i}\r\n")),
        ];
        using var job = Run(shell, Env("busybox") with { Environment = variables }, "env");

        Assert.Subset(Seen(job).ToHashSet(), variables.ToHashSet());
    }

    [Theory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void No_value_is_on_a_command_line_or_in_the_environment_of_a_program_of_the_node(string shell)
    {
        using var job = Run(
            shell,
            new PlanContainer(
                "main",
                "exec",
                pool.Images + "/busybox",
                "sh",
                "-c",
                "echo up; while [ ! -e /tmp/go ]; do sleep 0.05; done"
            ) with
            {
                Environment = ["PASSWORD=s3cr3t-4713", "odd.name=s3cr3t-4713", "UID=s3cr3t-4713"],
            },
            "env"
        );
        job.Until(it => it.LogOf("main") == "up\n");

        var programs = Directory.GetDirectories("/proc").Where(name => char.IsAsciiDigit(Path.GetFileName(name)[0])).ToList();
        var lines = programs.Select(name => Read(name + "/cmdline"));
        var knowing = programs
            .Where(name => Read(name + "/environ").Contains("s3cr3t-4713", StringComparison.Ordinal))
            .Select(name => Read(name + "/comm").TrimEnd())
            .Distinct();

        Assert.DoesNotContain(lines, line => line.Contains("s3cr3t-4713", StringComparison.Ordinal));
        // Both are processes of the container.
        Assert.Subset(new HashSet<string> { "sh", "sleep" }, knowing.ToHashSet());
        File.WriteAllText(job.Folder + "/runner/1/tmp/go", "");
        job.EndsWith(0);
    }

    private static string Text(Random random, int least, int most, char first, char last) =>
        string.Concat(Enumerable.Range(0, random.Next(least, most)).Select(_ => (char)random.Next(first, last + 1)));

    private static string[] Seen(RunnerJob job)
    {
        job.EndsWith(0);
        return [.. Encoding.Latin1.GetString(job.LogBytesOf("main")).Split('\0')[..^1].Order(StringComparer.Ordinal)];
    }

    private PlanContainer Env(string image) =>
        image == "bare"
            ? new("main", "exec", "FOLDER/bare", "/busybox", "env", "-0")
            : new("main", "exec", $"{pool.Images}/{image}", "/bin/busybox", "env", "-0");

    /// <summary>With a plan whose characters are bytes.</summary>
    private RunnerJob Run(string shell, PlanContainer container, params string[] wrapper) =>
        new(
            shell,
            new RunnerPlan().Main(container),
            folder =>
            {
                Directory.CreateDirectory(folder + "/bare");
                File.Copy(pool.Images + "/busybox/bin/busybox", folder + "/bare/busybox");
                File.WriteAllBytes(
                    folder + "/plan",
                    Encoding.Latin1.GetBytes(File.ReadAllText(folder + "/plan").Replace("FOLDER", folder, StringComparison.Ordinal))
                );
            },
            [Path.Combine(pool.Bin, "in-pool"), .. wrapper]
        );

    private static string Read(string file)
    {
        try
        {
            return Encoding.Latin1.GetString(File.ReadAllBytes(file));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return ""; // ended since it was listed
        }
    }
}
