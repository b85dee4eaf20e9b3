using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests;

/// <summary>The shell scripts at the top of the repository, those of the pool and of packaging.</summary>
public class ScriptsSpecs
{
    public static TheoryData<string> Scripts =>
        [
            "run",
            "test",
            ".ci/run",
            ".ci/dotnet.sh",
            "pool/install",
            "pool/start",
            "pool/stop",
            "pool/status",
            "pool/selftest",
            "pool/lib.sh",
            "packaging/cluster-certificates",
        ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_passes_shellcheck(string script)
    {
        // -P: what a script sources is looked for beside it and at the top.
        var found = Shell.Run("shellcheck", ["-x", "-P", "SCRIPTDIR", "-P", RepositoryRoot.Path, RepositoryRoot.File(script.Split('/'))]);
        Assert.True(found.ExitCode == 0, found.Output);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Run_says_how_it_is_used_when_it_is_asked(string argument)
    {
        var asked = Shell.Run(RepositoryRoot.File("run"), [argument]);
        Assert.Equal((0, ""), (asked.ExitCode, asked.Stderr));
        Assert.Contains("./run serve ", asked.Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "nonsense")]
    [InlineData("test", "Nonsense")]
    public void A_wrong_argument_is_refused_before_anything_is_started(string script, string argument) =>
        Assert.Equal(2, Shell.Run(RepositoryRoot.File(script), [argument]).ExitCode);
}
