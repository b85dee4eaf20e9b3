using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Points 8 to 10: what an administrator types.</summary>
[Collection(ThirdPoolCollection.Name)]
public sealed class CommandSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    private static readonly TimeSpan BuildAndRun = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("hello.yaml")]
    [InlineData("host.yaml")]
    [InlineData("configmap.yaml", "secret.yaml", "busyecho.yaml")]
    public void Every_example_succeeds_and_is_deleted(params string[] files)
    {
        string[] manifests = [.. files.SelectMany(file => new[] { "-f", RepositoryRoot.File("examples", file) })];
        var applied = PodCommand(["apply", .. manifests, "--watch"]);
        Assert.True(applied.ExitCode == 0, applied.Output);
        Assert.Contains("Succeeded", applied.Stdout, StringComparison.Ordinal);
        Assert.Contains("Succeeded", PodCommand(["status", .. manifests]).Stdout, StringComparison.Ordinal);
        Assert.NotEmpty(PodCommand(["logs", .. manifests]).Stdout);
        var deleted = PodCommand(["delete", .. manifests]);
        Assert.True(deleted.ExitCode == 0, deleted.Output);
    }

    [Fact]
    public void Run_shows_a_pods_life_on_a_pool_of_its_own_and_leaves_nothing_running()
    {
        // As a person without HTCondor would: none on PATH, and nothing of another pool in the environment.
        var ran = Shell.Run(
            "/usr/bin/env",
            ["-u", "CONDOR_CONFIG", "-u", "CONDOR_POOL_DIR", RepositoryRoot.File("run")],
            limit: BuildAndRun
        );
        Assert.True(ran.ExitCode == 0, ran.Output);
        Assert.Contains("Succeeded", ran.Stdout, StringComparison.Ordinal);
        Assert.Contains("the secret is the right one", ran.Stdout, StringComparison.Ordinal);
    }

    private ShellResult PodCommand(string[] arguments) =>
        Shell.Run(
            Sidecar.Program,
            ["pod", .. arguments, "--server", $"http://127.0.0.1:{Sidecar.Port}"],
            new Dictionary<string, string> { ["XDG_STATE_HOME"] = Sidecar.Folder },
            TimeSpan.FromSeconds(90)
        );
}

/// <summary>What the flags of the plugin before this one do.</summary>
[Collection(ThirdPoolCollection.Name)]
public sealed class DummyJobSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    protected override string[] Flags => ["--dummy-job", "--schedd-name", "schedd@pool.test", "--debug", "D_ALWAYS"];

    [Fact]
    public async Task A_dummy_job_sleeps_instead_of_the_pod_and_succeeds()
    {
        var pod = new PodBody().Container("main", "echo this must not run; exit 9");
        await Calls.CreateAsync(pod);
        Assert.Equal(0, (await Calls.EndAsync(pod))["main"]);
        Assert.DoesNotContain("this must not run", await Calls.LogsAsync(pod, "main"), StringComparison.Ordinal);
    }
}

/// <summary>A start that cannot be.</summary>
[Collection(ThirdPoolCollection.Name)]
public sealed class StartSpecs(CondorPool pool)
{
    [Fact]
    public async Task Two_sidecars_on_one_data_folder_the_second_says_so_and_ends()
    {
        await using var sidecar = await Sidecar.StartAsync(pool);
        var second = Shell.Run(
            Sidecar.Program,
            ["--config", Path.Combine(sidecar.Folder, "SidecarConfig.yaml"), "--port", "0"],
            pool.Environment
        );
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("in use by another process", second.Stderr, StringComparison.Ordinal);
        Assert.Single(second.Stderr.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_is_one_line_with_its_name()
    {
        var folder = Directory.CreateTempSubdirectory("ila-broken.").FullName;
        var config = Path.Combine(folder, "c.yaml");
        await File.WriteAllTextAsync(config, $"DataRootFolder: {folder}\nSidecarPort: 0\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "journal.sqlite"), new string('x', 5000));
        // Else the start says which files others could read.
        foreach (var file in Directory.GetFiles(folder))
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var broken = Shell.Run(Sidecar.Program, ["serve", "--config", config], pool.Environment);
        TestFolder.Remove(folder);
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("journal.sqlite", Assert.Single(broken.Output.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_administrators_own_HOCON_says_is_the_last_word()
    {
        var folder = Directory.CreateTempSubdirectory("ila-hocon.").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "own.conf"), "akka.loglevel = INFO\n");
        await using var sidecar = await Sidecar.StartAsync(pool, $"HoconFolder: {folder}");
        await Wait.UntilAsync(
            "Akka's own words",
            () => Task.FromResult(sidecar.Printed.Contains("Cluster Node", StringComparison.Ordinal))
        );
        TestFolder.Remove(folder);
    }

    [Fact]
    public async Task A_taken_port_is_one_line()
    {
        await using var sidecar = await Sidecar.StartAsync(pool);
        var folder = Directory.CreateTempSubdirectory("ila-second.").FullName;
        var config = Path.Combine(folder, "c.yaml");
        await File.WriteAllTextAsync(config, $"DataRootFolder: {folder}/data\nSidecarPort: {sidecar.Port}\n");
        var second = Shell.Run(Sidecar.Program, ["serve", "--config", config], pool.Environment);
        TestFolder.Remove(folder);
        Assert.Equal(1, second.ExitCode);
        Assert.Single(second.Stderr.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_configuration_with_faults_does_not_start_lists_them_all_and_touches_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("ila-faults.").FullName;
        var config = Path.Combine(folder, "c.yaml");
        await File.WriteAllTextAsync(config, $"DataRootFolder: {folder}/data\nSidecarPort: many\nPolIntervalSeconds: 5\nSubmitBatch: 0\n");
        var faulty = Shell.Run(Sidecar.Program, ["serve", "--config", config], pool.Environment);
        Assert.Equal(2, faulty.ExitCode);
        Assert.Equal(3, faulty.Stderr.TrimEnd().Split('\n').Length);
        Assert.False(Directory.Exists(Path.Combine(folder, "data")));
        TestFolder.Remove(folder);
    }
}
