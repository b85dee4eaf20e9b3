using System.CommandLine;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Cli.Tests;

/// <summary>What <c>--help</c> says of a flag is what the documents say of its key.</summary>
public sealed class HelpSpecs
{
    [Theory]
    [InlineData("--help")]
    [InlineData("serve", "--help")]
    [InlineData("explain", "--help")]
    public void Help_names_every_flag_with_its_key_and_the_key_s_own_words(params string[] arguments)
    {
        var root = new RootCommand();
        ServeCommand.Attach(root);
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(ExplainCommand.Create());
        using var said = new StringWriter();
        Assert.Equal(0, root.Parse(arguments).Invoke(new InvocationConfiguration { Output = said }));
        // The terminal's width breaks the lines.
        var help = string.Join(' ', said.ToString().Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

        var keys = ConfigKeys.All.Where(key => key.Flag.Length > 0).ToArray();
        Assert.All(keys, key => Assert.Contains($"{key.Flag} ", help, StringComparison.Ordinal));
        Assert.All(keys, key => Assert.Contains($"{key.Name}: {key.Meaning}", help, StringComparison.Ordinal));
        Assert.Contains("Else $SIDECARPORT.", help, StringComparison.Ordinal);
    }

    /// <summary>The twelve that the Python plugin has.</summary>
    [Fact]
    public void Every_flag_of_the_Python_plugin_wins_over_one_key() =>
        Assert.Equal(
            [
                "--auth-method",
                "--cadir",
                "--certfile",
                "--collector-host",
                "--condor-config",
                "--debug",
                "--dummy-job",
                "--keyfile",
                "--port",
                "--proxy",
                "--schedd-host",
                "--schedd-name",
            ],
            ConfigFlags.All.Select(flag => flag.Name).Order(StringComparer.Ordinal)
        );
}
