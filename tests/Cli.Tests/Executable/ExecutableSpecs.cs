using System.Net;
using System.Net.Sockets;
using System.Text;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Hosting;
using HtcondorActors.Http.Tests.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Executable;

/// <summary>The program itself: what it says and how it ends when it cannot start.</summary>
public sealed class ExecutableSpecs
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "htcondor-sidecar");

    [Fact]
    public void Faults_of_the_configuration_stop_the_start_with_exit_code_2_and_nothing_is_made()
    {
        using var folder = new ConfigFolder("Port: 8000\nSubmitBatch: 0\n");
        var ended = Shell.Run(Program, ["serve", "--config", folder.Config, "--port", "http"]);
        Assert.Equal((2, ""), (ended.ExitCode, ended.Stdout));
        Assert.Equal(
            [
                "SidecarConfig.yaml:1: Port: no such key",
                "SidecarConfig.yaml:2: SubmitBatch: 0 is given, a whole number from 1 to 10000 is expected",
                "--port: SidecarPort: text is given, a whole number from 0 to 65535 is expected",
            ],
            ended.Stderr.TrimEnd().Split('\n')
        );
        Assert.Equal([folder.Config], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void The_program_does_not_start_open_and_says_why_with_exit_code_2()
    {
        using var folder = new ConfigFolder("SidecarHost: 0.0.0.0\nSocketGroup: no-such-group\n");
        var ended = Shell.Run(Program, ["--config", folder.Config, "--port", "0"]);
        Assert.Equal((2, ""), (ended.ExitCode, ended.Stdout));
        Assert.Collection(
            ended.Stderr.TrimEnd().Split('\n'),
            line =>
                Assert.StartsWith(
                    "SidecarConfig.yaml:1: SidecarHost: 0.0.0.0 can be reached from other machines",
                    line,
                    StringComparison.Ordinal
                ),
            line => Assert.Equal("SidecarConfig.yaml:2: SocketGroup: no group of this name", line)
        );
        using var other = new ConfigFolder("SocketGroup: no-such-group\nTlsCertFile: none\nTlsKeyFile: none\n");
        ended = Shell.Run(Program, ["--config", other.Config, "--port", "0"]);
        Assert.Equal(2, ended.ExitCode);
        Assert.StartsWith(
            "SidecarConfig.yaml:1: SocketGroup: no group of this name\nSidecarConfig.yaml:2: TlsCertFile: ",
            ended.Stderr,
            StringComparison.Ordinal
        );
        Assert.Equal([other.Config], Directory.GetFileSystemEntries(other.Path));
    }

    [Fact]
    public void The_version_is_a_number_and_the_commit_if_it_was_built_in_a_repository()
    {
        var ended = Shell.Run(Program, ["--version"]);
        Assert.Equal((0, ""), (ended.ExitCode, ended.Stderr));
        Assert.Matches(@"\A\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9a-f]{12})?\n\z", ended.Stdout);
        Assert.Equal(Path.Exists(RepositoryRoot.File(".git")), ended.Stdout.Contains('+', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_start_says_its_version_and_whether_it_runs_as_root_or_without_HTCondors_tools()
    {
        using var folder = new ConfigFolder("");
        using var sidecar = await ReadySidecar.StartAsync(folder);
        Assert.Equal(0, await sidecar.StopAsync());
        var version = Shell.Run(Program, ["--version"]).Stdout.TrimEnd();
        Assert.Contains($"htcondor-sidecar {version} listens on http://127.0.0.1:", sidecar.Printed, StringComparison.Ordinal);
        var lines = sidecar.Printed.Split('\n');
        Assert.Equal(UnixFile.Me == 0 ? 1 : 0, lines.Count(line => line.Contains("runs as root", StringComparison.Ordinal)));
        var condor = new CondorIoOptions
        {
            DataRootFolder = folder.Path,
            Instance = "any",
            TagAttribute = "Any",
        };
        var missing = CondorTools.Missing(condor).Count > 0 ? 1 : 0;
        Assert.Equal(missing, lines.Count(line => line.Contains("not on PATH: condor_submit", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_unknown_flag_is_exit_code_2_and_one_line()
    {
        var ended = Shell.Run(Program, ["--schedd-nmae", "x"]);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("--schedd-nmae", ended.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_in_use_is_exit_code_1_and_one_line()
    {
        using var folder = new ConfigFolder("");
        using var taken = ListenSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        var ended = Shell.Run(Program, ["--config", folder.Config, "--port", $"{port}"]);
        Assert.Equal(
            (1, "", $"cannot listen on http://127.0.0.1:{port}: Address already in use\n"),
            (ended.ExitCode, ended.Stdout, ended.Stderr)
        );
    }

    [Fact]
    public void A_data_folder_that_cannot_be_made_is_exit_code_1_and_one_line()
    {
        using var folder = new ConfigFolder("DataRootFolder: SidecarConfig.yaml/data\n");
        var ended = Shell.Run(Program, ["--config", folder.Config, "--port", "0"]);
        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("cannot start: ", Assert.Single(ended.Stderr.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_tells_systemd_when_it_serves_and_when_it_stops()
    {
        using var folder = new ConfigFolder("");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var name = Path.Combine(folder.Path, "notify");
        systemd.Bind(new UnixDomainSocketEndPoint(name));
        using var sidecar = new SidecarProcess(
            folder.Config,
            new Dictionary<string, string> { ["NOTIFY_SOCKET"] = name },
            _ => { },
            "--port",
            "0"
        );
        sidecar.Start();
        Assert.Equal("READY=1", await HearAsync());
        Assert.Equal(0, await sidecar.StopAsync());
        Assert.Equal("STOPPING=1", await HearAsync());

        async Task<string> HearAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var message = new byte[100];
            return Encoding.ASCII.GetString(message, 0, await systemd.ReceiveAsync(message, limit.Token));
        }
    }

    [Fact]
    public async Task What_a_configuration_opens_wide_is_said_once_at_the_start()
    {
        using var folder = new ConfigFolder("AllowedHostPaths: [/]\nRestricted: true");
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var isSaid = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var sidecar = new SidecarProcess(folder.Config, new Dictionary<string, string>(), Keep, "--port", "0");
        sidecar.Start();
        await isSaid.Task.WaitAsync(TimeSpan.FromSeconds(120));
        Assert.Equal(0, await sidecar.StopAsync());

        Assert.Single(lines, line => line.Contains("AllowedHostPaths: / lets every pod mount any file", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("Restricted: true, but AllowedHostPaths is set", StringComparison.Ordinal));

        void Keep(string line)
        {
            lines.Enqueue(line);
            if (line.Contains("Restricted: true, but", StringComparison.Ordinal))
                isSaid.TrySetResult();
        }
    }
}
