using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Packaging;

/// <summary>The script that makes the certificates of several nodes.</summary>
public sealed class ClusterCertificatesSpecs : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ila-certificates.");

    public void Dispose() => TestFolder.Remove(_folder.FullName);

    [Fact]
    public void Nodes_take_its_certificates_and_a_later_call_adds_a_node()
    {
        Make("node-a", "node-b");
        var first = File.ReadAllText(At("node-a.pem"));
        Make("node-a", "node-c");
        Assert.Equal(first, File.ReadAllText(At("node-a.pem")));
        foreach (var node in (string[])["node-a", "node-b", "node-c"])
        {
            var config = new SidecarConfig
            {
                ClusterHost = node,
                ClusterCaFile = At("ca.pem"),
                ClusterCertFile = At(node + ".pem"),
                ClusterKeyFile = At(node + ".key"),
            };
            Assert.Equal(node, ClusterCredentials.Of(config)!.Host);
        }
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("ca.key")));
    }

    private string At(string file) => Path.Combine(_folder.FullName, file);

    private void Make(params string[] nodes)
    {
        var made = Shell.Run(RepositoryRoot.File("packaging", "cluster-certificates"), [_folder.FullName, .. nodes]);
        Assert.True(made.ExitCode == 0, made.Output);
    }
}
