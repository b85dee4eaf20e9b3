using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HtcondorActors.Cli.Manifests;
using HtcondorActors.Http.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Packaging;

/// <summary>The compose file holds together: each name in it is there, and the program takes its configuration.</summary>
public sealed class ComposeSpecs
{
    private static readonly string Folder = RepositoryRoot.File("packaging", "compose");
    private static readonly JsonNode Compose = Assert.Single(YamlJson.Documents("compose.yaml", Text("compose.yaml")));
    private static readonly (string Name, JsonNode Service)[] Nodes =
    [
        .. Services
            .Where(each => each.Value!["environment"]?[ConfigReading.ClusterHostVariable] is not null)
            .Select(each => (each.Key, each.Value!)),
    ];

    private static JsonObject Services => Compose["services"]!.AsObject();

    [Fact]
    public void Three_nodes_have_names_of_their_own_and_read_one_configuration()
    {
        Assert.Equal(3, Nodes.Length);
        foreach (var (name, service) in Nodes)
        {
            var config = new NodeConfig(Text("SidecarConfig.yaml"), (string)service["environment"]![ConfigReading.ClusterHostVariable]!);
            Assert.Equal(name, config.Config.ClusterHost);
            var there = Targets(service).Concat(SecretsOf(service).Select(secret => "/run/secrets/" + secret.Target)).ToArray();
            Assert.Subset(there.ToHashSet(), config.Files.ToHashSet());
            Assert.Contains(config.Config.DataRootFolder, there);
            Assert.Contains(NodeConfig.TokensOf(Text("condor_config")), there);
            Assert.Contains("/etc/htcondor-sidecar/SidecarConfig.yaml", there);
        }
    }

    [Fact]
    public void Every_secret_volume_and_file_that_is_named_is_there()
    {
        var secrets = Compose["secrets"]!.AsObject();
        var used = Nodes.SelectMany(node => SecretsOf(node.Service)).Select(secret => secret.Source).Distinct();
        Assert.Equal(secrets.Select(secret => secret.Key).Order(), used.Order());
        Assert.All(secrets, secret => Assert.Equal($"./tls/{secret.Key}", (string?)secret.Value!["file"]));
        var sources = Services.SelectMany(service => Volumes(service.Value!)).Select(volume => volume[0]).Distinct().ToArray();
        Assert.Equal(
            Compose["volumes"]!.AsObject().Select(volume => volume.Key).Order(),
            sources.Where(source => source[0] is not ('.' or '/')).Order()
        );
        // An administrator makes the folder of tokens.
        foreach (var source in sources.Where(source => source[0] == '.' && source != "./tokens"))
            Assert.True(File.Exists(Path.Combine(Folder, source)), source);
    }

    [Fact]
    public void The_nodes_find_the_database_by_the_socket_that_it_shares_with_them()
    {
        var database = Services["database"]!;
        var shared = Volumes(database).Single(volume => volume[1] == "/var/run/postgresql")[0];
        var config = new NodeConfig(Text("SidecarConfig.yaml"), "node-a").Config;
        foreach (var (_, service) in Nodes)
        {
            var target = Volumes(service).Single(volume => volume[0] == shared)[1];
            Assert.Equal(
                $"Host={target};Database={database["environment"]!["POSTGRES_DB"]};Username={database["environment"]!["POSTGRES_USER"]}",
                config.JournalDatabase
            );
        }
    }

    [Fact]
    public void The_balancer_knows_each_node_and_its_port()
    {
        var port = new NodeConfig(Text("SidecarConfig.yaml"), "node-a").Config.SidecarPort.ToString(CultureInfo.InvariantCulture);
        var balancer = Text("haproxy.cfg");
        var backends = balancer.Split("\nbackend ")[1..];
        Assert.Equal(["nodes", "creates"], backends.Select(backend => backend.Split('\n')[0]));
        foreach (var backend in backends)
        foreach (var isBackup in (bool[])[false, true])
            Assert.Equal(
                Nodes.Select(node => (node.Name, port)),
                Regex
                    .Matches(backend, @"(?m)^    server \S+ (\S+):(\d+)(.*)$")
                    .Where(server => server.Groups[3].Value.Contains("backup", StringComparison.Ordinal) == isBackup)
                    .Select(server => (server.Groups[1].Value, server.Groups[2].Value))
            );
        Assert.Contains($"bind :{port}\n", balancer, StringComparison.Ordinal);
        Assert.Equal($"127.0.0.1:{port}:{port}", (string?)Services["balancer"]!["ports"]![0]);
    }

    private static string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    private static IEnumerable<string[]> Volumes(JsonNode service) =>
        service["volumes"]!.AsArray().Select(volume => ((string)volume!).Split(':'));

    private static IEnumerable<string> Targets(JsonNode service) => Volumes(service).Select(volume => volume[1]);

    private static IEnumerable<(string Source, string Target)> SecretsOf(JsonNode service) =>
        service["secrets"]!
            .AsArray()
            .Select(secret =>
                secret is JsonObject named ? ((string)named["source"]!, (string)named["target"]!) : ((string)secret!, (string)secret!)
            );
}
