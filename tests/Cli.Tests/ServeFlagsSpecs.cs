using System.CommandLine;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;
using HtcondorActors.Http.Tests.Configuration;

namespace HtcondorActors.Cli.Tests;

/// <summary>Every flag of the plugin that this one replaces, and what it sets for the condor tools.</summary>
public sealed class ServeFlagsSpecs
{
    [Theory]
    [InlineData("--schedd-name", "n1", "_condor_SCHEDD_NAME")]
    [InlineData("--schedd-host", "schedd@pool.test", "_condor_SCHEDD_HOST")]
    [InlineData("--collector-host", "cm.pool.test:9618", "_condor_COLLECTOR_HOST")]
    [InlineData("--cadir", "/etc/ca", "_condor_AUTH_SSL_CLIENT_CADIR")]
    [InlineData("--certfile", "/etc/cert.pem", "_condor_AUTH_SSL_CLIENT_CERTFILE")]
    [InlineData("--keyfile", "/etc/key.pem", "_condor_AUTH_SSL_CLIENT_KEYFILE")]
    [InlineData("--auth-method", "IDTOKENS,FS", "_condor_SEC_DEFAULT_AUTHENTICATION_METHODS")]
    [InlineData("--debug", "D_FULLDEBUG,D_SECURITY", "_condor_TOOL_DEBUG")]
    [InlineData("--condor-config", "/etc/condor_config", "CONDOR_CONFIG")]
    [InlineData("--proxy", "/tmp/x509", "X509_USER_PROXY", "X509_USER_CERT")]
    public void A_flag_sets_its_variables_and_no_other(string flag, string value, params string[] variables)
    {
        Assert.Equal(variables.ToDictionary(name => name, _ => value), Read(flag, value).ToToolEnvironment());
        Assert.Equal(variables.ToDictionary(name => name, _ => value), Read("serve", flag, value).ToToolEnvironment());
        Assert.Empty(Read(flag, "").ToToolEnvironment());
    }

    [Fact]
    public void A_flag_wins_over_the_file()
    {
        using var folder = new ConfigFolder("ScheddName: from-file\nAuthMethod: FS\nSidecarPort: 1\n");
        var config = Read("--config", folder.Config, "--schedd-name", "from-flag", "--port", "4242");
        Assert.Equal(("from-flag", "FS", 4242), (config.ScheddName, config.AuthMethod, config.SidecarPort));
    }

    [Fact]
    public void A_dummy_job_is_asked_for_by_its_flag()
    {
        Assert.True(Read("--dummy-job").ToActorsOptions().Site.DummyJob);
        Assert.False(Read().ToActorsOptions().Site.DummyJob);
    }

    [Fact]
    public void A_schedd_elsewhere_is_submitted_to_remotely_and_its_output_fetched()
    {
        var there = Read("--schedd-host", "schedd@pool.test", "--collector-host", "cm:9618");
        Assert.Equal(
            ("schedd@pool.test", "cm:9618", true),
            (there.ToCondorIoOptions().ScheddHost, there.ToCondorIoOptions().CollectorHost, there.ToCondorIoOptions().IsRemote)
        );
        Assert.True(there.ToActorsOptions().OutputIsFetched);
        var here = Read();
        Assert.False(here.ToCondorIoOptions().IsRemote);
        Assert.False(here.ToActorsOptions().OutputIsFetched);
    }

    [Fact]
    public void Every_key_reaches_the_room_that_lives_by_it()
    {
        using var folder = new ConfigFolder(
            """
            DataRootFolder: /d
            InstanceName: site-a
            CommandPrefix: p
            ExportPodData: false
            ImagePrefix: oras://
            SingularityPath: /opt/apptainer
            SingularityDefaultOptions: ["--nv"]
            DefaultCpus: 2
            DefaultMemoryMiB: 3
            DefaultGraceSeconds: 4
            MaxLogMiB: 5
            PollIntervalSeconds: 6
            StreamIntervalSeconds: 7
            CreateReplyWithinSeconds: 8
            RetryAfterSeconds: 9
            RetryAtMostSeconds: 10
            RememberDeletedDays: 11
            QueryTimeLimitSeconds: 12
            SubmitTimeLimitSeconds: 13
            AbandonedAfterMinutes: 14
            MaxCondorProcesses: 15
            SubmitBatch: 16
            RetainFinishedMinutes: 17
            MaxPendingCreates: 18
            HoldCodes: {"34": release 2, 26/7: wait}
            MaxJobStarts: 17
            ImagePullMinutes: 19
            OutputMissingMinutes: 20
            HoldRetryMinutes: 21
            """
        );
        var config = Read("--config", folder.Config);
        var actors = config.ToActorsOptions();
        Assert.Equal(
            ("/d", 6d, 7d, 8d),
            (
                actors.DataRootFolder,
                actors.PollInterval.TotalSeconds,
                actors.StreamInterval.TotalSeconds,
                actors.CreateReplyWithin.TotalSeconds
            )
        );
        Assert.Equal((9d, 10d, 11d), (actors.RetryAfter.TotalSeconds, actors.RetryAtMost.TotalSeconds, actors.RememberDeleted.TotalDays));
        Assert.Equal((17d, 18), (actors.RetainFinished.TotalMinutes, actors.MaxPendingCreates));
        Assert.Equal((20d, 21d), (actors.OutputMissing.TotalMinutes, actors.HoldRetries.TotalMinutes));
        var site = actors.Site;
        Assert.Equal(
            ("p", false, "oras://", "/opt/apptainer", "--nv"),
            (site.CommandPrefix, site.ExportPodData, site.ImagePrefix, site.SingularityPath, site.SingularityDefaultOptions.Single())
        );
        Assert.Equal((2, 3L, 4d, 5L), (site.DefaultCpus, site.DefaultMemoryMiB, site.DefaultGrace.TotalSeconds, site.MaxLogMiB));
        Assert.Equal(19d, site.ImagePull.TotalMinutes);
        Assert.Equal([new HoldRule(34, null, HoldAnswer.Release, 2), new HoldRule(26, 7, HoldAnswer.Wait)], actors.HoldRules);
        var condor = config.ToCondorIoOptions();
        Assert.Equal(17, condor.MaxJobStarts);
        Assert.Equal(("/d", "site-a", "InterLinkPodUid"), (condor.DataRootFolder, condor.Instance, condor.TagAttribute));
        Assert.Equal(
            (12d, 13d, 14d, 15, 16),
            (
                condor.QueryTimeLimit.TotalSeconds,
                condor.SubmitTimeLimit.TotalSeconds,
                condor.AbandonedAfter.TotalMinutes,
                condor.MaxProcesses,
                condor.SubmitBatch
            )
        );
    }

    private static SidecarConfig Read(params string[] arguments)
    {
        var root = new RootCommand();
        ServeCommand.Attach(root);
        root.Subcommands.Add(ServeCommand.Create());
        var parsed = root.Parse(arguments);
        Assert.Empty(parsed.Errors);
        using var empty = new ConfigFolder("");
        var (config, faults) = ConfigReading.Of(
            parsed.GetValue(ServeFlags.ConfigFile) ?? empty.Config,
            ServeFlags.Given(parsed),
            _ => null
        );
        Assert.Empty(faults);
        return config;
    }
}
