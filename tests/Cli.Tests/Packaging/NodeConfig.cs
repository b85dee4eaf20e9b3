using System.Text.RegularExpressions;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;
using HtcondorActors.Http.Tests.Configuration;

namespace HtcondorActors.Cli.Tests.Packaging;

/// <summary>A shipped configuration of several nodes, as a node reads it.</summary>
internal sealed partial class NodeConfig
{
    public NodeConfig(string yaml, string clusterHost)
    {
        using var folder = new ConfigFolder(yaml);
        var read = PodExplanations.Judge(
            ConfigReading.Of(folder.Config, [], name => name == ConfigReading.ClusterHostVariable ? clusterHost : null)
        );
        Assert.Empty(read.Faults);
        Config = read.Config;
        Assert.Equal(clusterHost, Config.ClusterHost);
    }

    public SidecarConfig Config { get; }

    /// <summary>The files that the start needs.</summary>
    public IEnumerable<string> Files =>
        (
            (string[])
                [
                    Config.ClusterCaFile,
                    Config.ClusterCertFile,
                    Config.ClusterKeyFile,
                    Config.JournalPasswordFile,
                    Config.CondorConfig,
                    RootCertificate().Match(Config.JournalDatabase).Groups[1].Value,
                ]
        ).Where(file => file.Length > 0);

    /// <summary>The folder of tokens in a configuration of HTCondor.</summary>
    public static string TokensOf(string condorConfig) => Tokens().Match(condorConfig).Groups[1].Value;

    [GeneratedRegex("Root Certificate=([^;]+)")]
    private static partial Regex RootCertificate();

    [GeneratedRegex(@"(?m)^SEC_TOKEN_DIRECTORY = (\S+)$")]
    private static partial Regex Tokens();
}
