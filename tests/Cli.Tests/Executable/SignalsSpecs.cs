using System.Net.Sockets;
using System.Text;
using HtcondorActors.Http.Tests.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Executable;

/// <summary>Signals that a terminal, logrotate or a person sends to the real program.</summary>
public sealed class SignalsSpecs : IDisposable
{
    private readonly ConfigFolder _folder = new("LogLevel: Information\nPollIntervalSeconds: 1\n");
    private readonly StringBuilder _printed = new();
    private readonly SidecarProcess _sidecar;

    public SignalsSpecs()
    {
        _sidecar = new SidecarProcess(
            _folder.Config,
            new Dictionary<string, string>(),
            line =>
            {
                lock (_printed)
                    _printed.AppendLine(line);
            },
            "--port",
            "0"
        );
        _sidecar.Start();
        Await("listens on");
    }

    private string Printed
    {
        get
        {
            lock (_printed)
                return _printed.ToString();
        }
    }

    private void Await(string words) =>
        Assert.True(
            SpinWait.SpinUntil(() => Printed.Contains(words, StringComparison.Ordinal) || _sidecar.HasExited, TimeSpan.FromSeconds(60))
                && !_sidecar.HasExited,
            $"{words} is lacking in:\n{Printed}"
        );

    [Fact]
    public async Task A_hang_up_takes_the_new_log_level_and_names_what_needs_a_restart()
    {
        await File.WriteAllTextAsync(_folder.Config, "LogLevel: Debug\nPollIntervalSeconds: 2\n");
        _sidecar.Signal("HUP");
        Await("the configuration was read anew: LogLevel is Debug, it was Information; a restart is needed for PollIntervalSeconds\n");
        Await(" dbug: ");
        Assert.Equal("{\"level\":\"Debug\",\"configured\":\"Debug\"}", await LogLevelAsync());

        await File.WriteAllTextAsync(_folder.Config, "LogLevel: Debug\nPollIntervalSeconds: much\n");
        _sidecar.Signal("HUP");
        Await("the configuration was read anew and nothing is changed: ");
        Assert.Contains("a number from 0.5 to 3600 is expected", Printed, StringComparison.Ordinal);

        await File.WriteAllTextAsync(_folder.Config, "LogLevel: Warning\nPollIntervalSeconds: 1\n");
        _sidecar.Signal("HUP");
        Await("LogLevel is Warning, it was Debug; nothing else has changed\n");
        Assert.Equal(0, await _sidecar.StopAsync());
    }

    [Theory]
    [InlineData("USR1")]
    [InlineData("USR2")]
    public async Task A_users_signal_does_nothing(string signal)
    {
        _sidecar.Signal(signal);
        _sidecar.Signal("HUP");
        Await("the configuration was read anew");
        Assert.Equal(0, await _sidecar.StopAsync());
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("QUIT")]
    public async Task The_last_line_of_the_log_says_which_signal_stopped_the_program(string signal)
    {
        _sidecar.Signal(signal);
        Assert.Equal(0, await _sidecar.ExitCodeAsync());
        Assert.Contains($" stopped by SIG{signal} after ", Printed, StringComparison.Ordinal);
    }

    private async Task<string> LogLevelAsync()
    {
        var socket = new UnixDomainSocketEndPoint(Path.Combine(_folder.Path, "data", "admin.sock"));
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(socket, cancel);
                return new NetworkStream(connection, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler);
        return await client.GetStringAsync(new Uri("http://admin/admin/v1/log-level"));
    }

    public void Dispose()
    {
        _sidecar.Dispose();
        _folder.Dispose();
    }
}
