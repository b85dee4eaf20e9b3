using System.Globalization;
using HtcondorActors.Http.Tests.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Executable;

/// <summary>The program itself, as the kernel sees it: who else on the host could speak to it.</summary>
public sealed class OpenSocketsSpecs
{
    private const string Listens = "listens on ";

    /// <summary>What .NET itself opens for dotnet-dump and dotnet-trace: a unix socket of this user alone.</summary>
    private static readonly Dictionary<string, string> NoDiagnostics = new() { ["DOTNET_EnableDiagnostics_IPC"] = "0" };

    [Fact]
    public async Task With_a_port_the_program_listens_on_that_port_and_its_administrators_socket_and_nowhere_else()
    {
        using var folder = new ConfigFolder("");
        await using var sidecar = await StartedAsync(folder, NoDiagnostics, "--port", "0");
        var port = sidecar.Address.Split(':')[^1];
        Assert.Equal([$"tcp {port}", AdminSocket(folder)], ListeningSockets.Of(sidecar.Process.Id));
    }

    [Fact]
    public async Task A_data_folder_that_can_have_no_socket_does_not_stop_the_start()
    {
        using var folder = new ConfigFolder("");
        var data = Directory.CreateDirectory(
            Path.Combine(folder.Path, "data"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        await File.WriteAllTextAsync(Path.Combine(data.FullName, "admin.sock"), "in the way");
        using var sidecar = await ReadySidecar.StartAsync(folder);
        Assert.Equal(0, await sidecar.StopAsync());
        Assert.Contains("there is no admin socket, so the commands pods, pod", sidecar.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_socket_the_program_listens_on_that_socket_and_its_administrators_and_nowhere_else()
    {
        using var folder = new ConfigFolder("");
        var socket = Path.Combine(folder.Path, "sidecar.sock");
        File.WriteAllText(folder.Config, $"Socket: {socket}\n");
        await using var sidecar = await StartedAsync(folder, NoDiagnostics);
        Assert.Equal([AdminSocket(folder), $"unix {socket}"], ListeningSockets.Of(sidecar.Process.Id));
    }

    [Fact]
    public async Task Besides_NET_opens_its_diagnostics_for_this_user_alone_unless_the_environment_turns_them_off()
    {
        using var folder = new ConfigFolder("");
        await using var sidecar = await StartedAsync(folder, new() { ["TMPDIR"] = folder.Path }, "--port", "0");
        var socket = Assert.Single(
            ListeningSockets.Of(sidecar.Process.Id),
            each => !each.StartsWith("tcp ", StringComparison.Ordinal) && each != AdminSocket(folder)
        )["unix ".Length..];
        Assert.StartsWith(
            Path.Combine(folder.Path, $"dotnet-diagnostic-{sidecar.Process.Id.ToString(CultureInfo.InvariantCulture)}-"),
            socket,
            StringComparison.Ordinal
        );
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
    }

    [Theory]
    [InlineData(
        "akka.remote.enabled-transports = [\"akka.remote.dot-netty.tcp\"]",
        "akka.remote cannot be set here: this sidecar is one node and opens no port but its HTTP listener"
    )]
    [InlineData(
        "akka { remote { dot-netty.tcp { port = 25520 } } }",
        "akka.remote cannot be set here: this sidecar is one node and opens no port but its HTTP listener"
    )]
    [InlineData(
        "akka.cluster.seed-nodes = [\"akka.tcp://htcondor-actors@127.0.0.1:25520\"]",
        "akka.cluster.seed-nodes cannot be set here: this sidecar is one node and joins no other"
    )]
    [InlineData(
        "akka.actor.provider = remote",
        "akka.actor.provider cannot be set here: this sidecar is one node and opens no port but its HTTP listener"
    )]
    [InlineData(
        "akka.actor.serialization-bindings { \"System.Object\" = hyperion }",
        "akka.actor.serialization-bindings cannot be set here: only the journal's own types are read from bytes"
    )]
    public void HOCON_that_would_open_a_port_stops_the_start_with_one_line_that_names_its_key(string hocon, string words)
    {
        using var folder = new ConfigFolder("");
        File.WriteAllText(folder.Config, $"HoconFolder: {folder.Path}\n");
        File.WriteAllText(Path.Combine(folder.Path, "site.conf"), hocon + "\n");
        var ended = Shell.Run(SidecarProcess.Program, ["--config", folder.Config, "--port", "0"]);
        Assert.Equal((2, "", $"SidecarConfig.yaml:1: HoconFolder: site.conf:1: {words}\n"), (ended.ExitCode, ended.Stdout, ended.Stderr));
    }

    /// <summary>The socket of administrators, which only the sidecar's own user can open.</summary>
    private static string AdminSocket(ConfigFolder folder) => "unix " + Path.Combine(folder.Path, "data", "admin.sock");

    private static async Task<Started> StartedAsync(ConfigFolder folder, Dictionary<string, string> environment, params string[] flags)
    {
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new SidecarProcess(
            folder.Config,
            environment,
            line =>
            {
                if (line.IndexOf(Listens, StringComparison.Ordinal) is var at and >= 0)
                    address.TrySetResult(line[(at + Listens.Length)..].Split([',', ';'])[0]);
            },
            flags
        );
        process.Start();
        return new Started(process, await address.Task.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private sealed record Started(SidecarProcess Process, string Address) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Process.StopAsync();
            Process.Dispose();
        }
    }
}
