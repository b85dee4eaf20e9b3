using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;
using HtcondorActors.TestPool;

namespace HtcondorActors.Http.Tests.Configuration;

/// <summary>One start tells an administrator all that is wrong, whoever finds it: keys, rules, the condor tools' settings, files.</summary>
public sealed class StartFaultsSpecs
{
    /// <summary>The product's own files for Akka.NET. They do not lie beside the program of this test.</summary>
    private static readonly string Hocon = RepositoryRoot.File("hocon");

    [Fact]
    public void One_start_lists_faults_of_every_kind_each_with_its_line()
    {
        using var folder = new ConfigFolder(
            """
            SidecarPrt: 8000
            MaxCondorProcesses: 0
            RetryAfterSeconds: 100
            DataRootFolder: "/a b"
            CollectorHost: cm.example.org
            SocketGroup: no-such-group
            TokenFile: no-token
            CertFile: no-cert.pem
            Proxy: no-proxy
            CaDir: no-folder
            CondorConfig: no-config
            HoconFolder: no-hocon
            SubmitCommands: {executable: /bin/true}
            DefaultFlavor: huge
            """
        );
        Assert.Equal(
            [
                "SidecarConfig.yaml:1: SidecarPrt: no such key; did you mean SidecarPort?",
                "SidecarConfig.yaml:2: MaxCondorProcesses: 0 is given, a whole number from 1 to 64 is expected",
                "SidecarConfig.yaml:13: SubmitCommands.executable: a command that the sidecar sets itself",
                "SidecarConfig.yaml:14: DefaultFlavor: one of Flavors is expected",
                "SidecarConfig.yaml:3: RetryAtMostSeconds: is 60, RetryAfterSeconds (100) or more is expected",
                "SidecarConfig.yaml:4: DataRootFolder: must be an absolute path of letters, digits and . _ / @ : + -",
                "SidecarConfig.yaml:5: CollectorHost: is used only together with ScheddHost",
                "SidecarConfig.yaml:6: SocketGroup: no group of this name",
                $"SidecarConfig.yaml:7: TokenFile: {folder.Path}/no-token cannot be read: No such file or directory",
                $"SidecarConfig.yaml:8: CertFile: {folder.Path}/no-cert.pem cannot be read: No such file or directory",
                $"SidecarConfig.yaml:9: Proxy: {folder.Path}/no-proxy cannot be read: No such file or directory",
                $"SidecarConfig.yaml:11: CondorConfig: there is no file {folder.Path}/no-config",
                $"SidecarConfig.yaml:10: CaDir: there is no folder {folder.Path}/no-folder",
                $"SidecarConfig.yaml:12: HoconFolder: Could not find a part of the path '{folder.Path}/no-hocon'.",
            ],
            Faults(folder)
        );
    }

    [Fact]
    public void The_files_for_Akka_are_judged_with_the_rest_each_with_its_own_line()
    {
        using var folder = new ConfigFolder("MaxCondorProcesses: 0\nHoconFolder: .\n");
        File.WriteAllText(Path.Combine(folder.Path, "akka.conf"), "akka {\n  loglevel = INFO\n");
        File.WriteAllText(Path.Combine(folder.Path, "site.conf"), "akka.loglevel = WARNING\n}\nakka.actor.x = [1, 2\n");
        Assert.Equal(
            [
                "SidecarConfig.yaml:1: MaxCondorProcesses: 0 is given, a whole number from 1 to 64 is expected",
                "SidecarConfig.yaml:2: HoconFolder: akka.conf:1: this { is not closed",
                "SidecarConfig.yaml:2: HoconFolder: site.conf:2: this } closes nothing",
            ],
            Faults(folder)
        );

        File.WriteAllText(Path.Combine(folder.Path, "akka.conf"), "akka.remote.dot-netty.tcp.port = 2552\n");
        File.WriteAllText(Path.Combine(folder.Path, "site.conf"), "akka.actor.provider = remote\n");
        Assert.Equal(
            [
                "SidecarConfig.yaml:1: MaxCondorProcesses: 0 is given, a whole number from 1 to 64 is expected",
                "SidecarConfig.yaml:2: HoconFolder: akka.conf:1: akka.remote cannot be set here: this sidecar is one node "
                    + "and opens no port but its HTTP listener",
                "SidecarConfig.yaml:2: HoconFolder: site.conf:1: akka.actor.provider cannot be set here: this sidecar is one "
                    + "node and opens no port but its HTTP listener",
            ],
            Faults(folder)
        );
    }

    [Theory]
    [InlineData("RetryAfterSeconds: never\nRetryAtMostSeconds: 1", "SidecarConfig.yaml:1: RetryAfterSeconds: text is given")]
    [InlineData("TlsCertFile: c\nTlsKeyFil: k", "SidecarConfig.yaml:2: TlsKeyFil: no such key")]
    [InlineData("Flavors: [{Nme: big}]\nDefaultFlavor: big", "SidecarConfig.yaml:1: Flavors[0].Nme: no such key")]
    public void A_value_that_is_not_known_is_not_compared_with_others(string yaml, string only)
    {
        using var folder = new ConfigFolder(yaml);
        Assert.StartsWith(only, Assert.Single(folder.Read().Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_that_is_away_keeps_a_new_sidecar_from_starting_and_only_warns_one_that_has_pods()
    {
        using var folder = new ConfigFolder($"Proxy: proxy.pem\nHoconFolder: {Hocon}\n");
        var read = folder.Read();
        Assert.StartsWith("SidecarConfig.yaml:1: Proxy: ", Assert.Single(Faults(folder)), StringComparison.Ordinal);

        Directory.CreateDirectory(read.Config.DataRootFolder);
        File.WriteAllText(Path.Combine(read.Config.DataRootFolder, "journal.sqlite"), "");

        Assert.Empty(Faults(folder));
        Assert.EndsWith(
            "calls of the condor tools may fail until it can be read",
            Assert.Single(ToolFiles.Warnings(read.Config)),
            StringComparison.Ordinal
        );
        File.WriteAllText(Path.Combine(folder.Path, "proxy.pem"), "");
        Assert.Empty(ToolFiles.Warnings(read.Config));
    }

    [Theory]
    [InlineData("TokenFile: away", true)]
    [InlineData("TlsCertFile: away\nTlsKeyFile: away", true)]
    [InlineData("Socket: /run/x.sock\nSocketGroup: no-such-group", true)]
    [InlineData("TokenFile: away\nMaxCondorProcesses: 0", false)]
    [InlineData("MaxCondorProcesses: 0", false)]
    [InlineData("", false)]
    public void Only_what_may_be_back_in_a_moment_is_worth_another_start(string config, bool mayPass)
    {
        using var folder = new ConfigFolder($"{config}\nHoconFolder: {Hocon}\n");
        Assert.Equal(mayPass, SidecarServer.Judge(folder.Read()).MayPass);
    }

    [Fact]
    public void A_FIFO_in_the_place_of_a_file_is_told_and_not_waited_for()
    {
        using var folder = new ConfigFolder("HoconFolder: .\n");
        var fifo = Path.Combine(folder.Path, "akka.conf");
        Assert.Equal(0, Shell.Run("/usr/bin/mkfifo", [fifo]).ExitCode);
        Assert.Equal(
            $"SidecarConfig.yaml:1: HoconFolder: {fifo} cannot be read: it is a FIFO, a regular file is expected",
            Assert.Single(Faults(folder))
        );

        File.Delete(folder.Config);
        Assert.Equal(0, Shell.Run("/usr/bin/mkfifo", [folder.Config]).ExitCode);
        Assert.Contains(
            "SidecarConfig.yaml: cannot be read: it is a FIFO, a regular file is expected",
            folder.Read().Faults[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Lines_of_another_file_that_was_named_by_mistake_are_not_printed()
    {
        using var folder = new ConfigFolder("\"root $6$salt$hash\": x\n\"\": y\nSidecarPrt: 1\n");
        Assert.Equal(
            [
                "SidecarConfig.yaml:1: (a key that is no word): no such key",
                "SidecarConfig.yaml:2: (a key that is no word): no such key",
                "SidecarConfig.yaml:3: SidecarPrt: no such key; did you mean SidecarPort?",
            ],
            folder.Read().Faults
        );
    }

    [Fact]
    public void A_folder_for_Akka_that_is_away_is_tried_again_by_a_sidecar_that_has_pods()
    {
        using var folder = new ConfigFolder("HoconFolder: away\n");
        Assert.StartsWith("SidecarConfig.yaml:1: HoconFolder: ", Assert.Single(Faults(folder)), StringComparison.Ordinal);
        Directory.CreateDirectory(folder.Read().Config.DataRootFolder);
        File.WriteAllText(Path.Combine(folder.Read().Config.DataRootFolder, "journal.sqlite"), "");

        // Exit code 2 would be for good.
        Assert.Empty(Faults(folder));
    }

    [Fact]
    public void An_empty_configuration_of_HTCondor_may_be_the_null_device()
    {
        using var folder = new ConfigFolder($"CondorConfig: /dev/null\nHoconFolder: {Hocon}\n");
        Assert.Empty(Faults(folder));
    }

    [Fact]
    public void A_data_folder_that_cannot_be_looked_into_is_no_fault_of_the_configuration()
    {
        using var folder = new ConfigFolder($"Proxy: away\nDataRootFolder: loop\nHoconFolder: {Hocon}\n");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "loop"), "loop");
        Assert.Empty(Faults(folder));
    }

    [Theory]
    [InlineData("CommandPrefx", "CommandPrefix")]
    [InlineData("sidecarport", "SidecarPort")]
    [InlineData("MaxCondorProceses", "MaxCondorProcesses")]
    [InlineData("SheddHost", "ScheddHost")]
    [InlineData("SingularityCommand", null)]
    [InlineData("", null)]
    [InlineData("Sock", "Socket")]
    [InlineData("Host", null)]
    public void A_mistyped_key_is_told_the_nearest_one(string typed, string? near) =>
        Assert.Equal(near, NearWord.Of(typed, ConfigKeys.All.Select(key => key.Name)));

    private static IReadOnlyList<string> Faults(ConfigFolder folder) =>
        SidecarServer.Judge(folder.Read()).Add(HoconFiles.Faults(folder.Read().Config)).Faults;
}
