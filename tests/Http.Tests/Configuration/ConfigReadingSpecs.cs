using HtcondorActors.Http.Configuration;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Http.Tests.Configuration;

public sealed class ConfigReadingSpecs
{
    [Fact]
    public void All_faults_are_listed_at_once_each_with_its_line_and_what_is_expected()
    {
        using var folder = new ConfigFolder(
            """
            CommandPrefx: echo
            sidecarport: 1
            SidecarPort: 70000
            PollIntervalSeconds: often
            SubmitBatch: 1.5
            ExportPodData: "true"
            DummyJob: yes
            SingularityDefaultOptions: --nv
            Proxy: [a, b]
            InstanceName: ../x
            SidecarHost: example.org
            Socket: relative.sock
            LogLevel: loud
            AuthMethod: "a\nb"
            MaxCondorProcesses: "4"
            RetryAtMostSeconds: 1
            """
        );
        Assert.Equal(
            [
                "SidecarConfig.yaml:1: CommandPrefx: no such key; did you mean CommandPrefix?",
                "SidecarConfig.yaml:2: sidecarport: no such key; did you mean SidecarPort?",
                "SidecarConfig.yaml:3: SidecarPort: 70000 is given, a whole number from 0 to 65535 is expected",
                "SidecarConfig.yaml:4: PollIntervalSeconds: text is given, a number from 0.5 to 3600 is expected",
                "SidecarConfig.yaml:5: SubmitBatch: 1.5 is given, a whole number from 1 to 10000 is expected",
                "SidecarConfig.yaml:6: ExportPodData: text is given, true or false is expected",
                "SidecarConfig.yaml:7: DummyJob: text is given, true or false is expected",
                "SidecarConfig.yaml:8: SingularityDefaultOptions: text is given, a list of words is expected",
                "SidecarConfig.yaml:9: Proxy: a list is given, a path is expected",
                "SidecarConfig.yaml:10: InstanceName: text is given, letters, digits, dot, dash, underscore, at most 63, is expected",
                "SidecarConfig.yaml:11: SidecarHost: text is given, an IP address or localhost is expected",
                "SidecarConfig.yaml:12: Socket: text is given, an absolute path of at most 100 bytes is expected",
                "SidecarConfig.yaml:13: LogLevel: text is given, one of Trace, Debug, Information, Warning, Error, Critical, "
                    + "None is expected",
                "SidecarConfig.yaml:14: AuthMethod: text is given, one line of text is expected",
                "SidecarConfig.yaml:15: MaxCondorProcesses: text (\"4\") is given, a whole number from 1 to 64 is expected",
                "SidecarConfig.yaml:16: RetryAtMostSeconds: is 1, RetryAfterSeconds (2) or more is expected",
            ],
            folder.Read().Faults
        );
    }

    [Fact]
    public void A_value_in_the_wrong_place_is_not_repeated()
    {
        using var folder = new ConfigFolder("SidecarPort: hunter2\nhunter2");
        Assert.All(folder.Read().Faults, fault => Assert.DoesNotContain("hunter2", fault, StringComparison.Ordinal));
        Assert.NotEmpty(folder.Read().Faults);
    }

    [Theory]
    [InlineData("- a\n- b", "SidecarConfig.yaml: one map of keys and values is expected")]
    [InlineData("a: [", "SidecarConfig.yaml:")]
    [InlineData("DummyJob: true\nDummyJob: false", "SidecarConfig.yaml:2: invalid YAML, or a key that is given twice")]
    public void What_is_no_map_of_keys_is_one_fault(string yaml, string fault)
    {
        using var folder = new ConfigFolder(yaml);
        Assert.StartsWith(fault, Assert.Single(folder.Read().Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_asked_for_and_not_there_is_a_fault()
    {
        Assert.Contains(
            "/nonexistent/x.yaml: cannot be read",
            Assert.Single(ConfigReading.Of("/nonexistent/x.yaml", [], _ => null).Faults),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but words\n")]
    [InlineData("Proxy:\nSidecarPort: null\nDataRootFolder: ~\n")]
    public void What_is_left_out_or_empty_is_the_default(string yaml)
    {
        using var folder = new ConfigFolder(yaml);
        var reading = folder.Read();
        Assert.Empty(reading.Faults);
        Assert.Equal(new SidecarConfig { DataRootFolder = Path.Combine(folder.Path, "data") }, reading.Config);
    }

    [Fact]
    public void Every_kind_of_value_is_read()
    {
        using var folder = new ConfigFolder(
            """
            SidecarHost: "::1"
            Socket: unix:///run/x.sock
            CommandPrefix: |
              module load apptainer
              export A="b"
            SingularityDefaultOptions: ["--nv", "--bind=/cvmfs"]
            StreamIntervalSeconds: 0.25
            Proxy: certs/proxy.pem
            CondorConfig: ONLY_ENV
            ExportPodData: False
            LogLevel: debug
            """
        );
        var (config, faults) = folder.Read();
        Assert.Empty(faults);
        Assert.Equal(
            ("::1", "/run/x.sock", "module load apptainer\nexport A=\"b\"\n"),
            (config.SidecarHost, config.Socket, config.CommandPrefix)
        );
        Assert.Equal(["--nv", "--bind=/cvmfs"], config.SingularityDefaultOptions);
        Assert.Equal(
            (0.25, Path.Combine(folder.Path, "certs/proxy.pem"), "ONLY_ENV"),
            (config.StreamIntervalSeconds, config.Proxy, config.CondorConfig)
        );
        Assert.Equal((false, LogLevel.Debug), (config.ExportPodData, config.LogLevel));
    }

    [Fact]
    public void Flags_win_over_the_variable_and_that_over_the_file()
    {
        using var folder = new ConfigFolder("SidecarPort: 1000\n");
        Assert.Equal(1000, Port(null, null));
        Assert.Equal(2000, Port(null, "2000"));
        Assert.Equal(3000, Port("3000", "2000"));
        Assert.Equal(2000, Port("", "2000"));

        int Port(string? flag, string? variable)
        {
            ConfigEntry[] flags = flag is null ? [] : [new("--port", nameof(SidecarConfig.SidecarPort), ConfigValue.Loose(flag))];
            var (config, faults) = ConfigReading.Of(
                null,
                flags,
                name =>
                    name switch
                    {
                        ConfigReading.FileVariable => folder.Config,
                        ConfigReading.PortVariable => variable,
                        _ => null,
                    }
            );
            Assert.Empty(faults);
            return config.SidecarPort;
        }
    }

    [Fact]
    public void A_submit_must_not_be_given_up_by_the_schedd_before_it_was_looked_for()
    {
        using var folder = new ConfigFolder("AbandonedAfterMinutes: 1\nSubmitTimeLimitSeconds: 60\n");
        Assert.StartsWith(
            "SidecarConfig.yaml:1: AbandonedAfterMinutes: is 1, more than",
            Assert.Single(folder.Read().Faults),
            StringComparison.Ordinal
        );
    }
}
