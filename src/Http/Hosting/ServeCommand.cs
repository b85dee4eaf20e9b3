using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using HtcondorActors.Actors;
using HtcondorActors.Actors.Journal;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Cli;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// <c>htcondor-sidecar [serve]</c>: serves until it is told to stop (SIGTERM, SIGINT). Exit code 2: the configuration has faults, all listed;
/// 1: it cannot start (address in use, data folder not writable), or something in it has failed that only a new start mends (the
/// journal's disk, the pods' shard region); 0: stopped.
/// </summary>
internal static class ServeCommand
{
    private const int Failed = 1;
    public const int BadConfiguration = 2;

    public static Command Create()
    {
        var serve = new Command("serve", "Serve interLink's requests (the default)");
        Attach(serve);
        return serve;
    }

    /// <summary>Makes a command take the flags and serve.</summary>
    public static void Attach(Command command)
    {
        ServeFlags.AddTo(command);
        command.SetAction(RunAsync);
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (config, faults) = Judge(parsed, Environment.GetEnvironmentVariable);
        foreach (var fault in faults) await Console.Error.WriteLineAsync(fault);
        if (faults.Count > 0) return BadConfiguration;

        try
        {
            return await ServeAsync(config, () => Judge(parsed, Environment.GetEnvironmentVariable), cancel);
        }
        catch (SocketException fault)
        {
            return await CannotAsync($"listen on {NameOf(ListenSocket.AddressOf(config), config)}", fault);
        }
        // Whatever it is (disk, database, a file in hocon/), the person who starts it reads one line and not a stack.
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return await CannotAsync("start", fault);
        }
    }

    /// <summary>Reads and checks the whole configuration. Nothing is created or opened for writing.</summary>
    /// <returns>The configuration, and one line for each fault; it is usable only when there are none.</returns>
    internal static ConfigReading Judge(ParseResult parsed, Func<string, string?> variable)
    {
        var read = ConfigReading.Of(parsed.GetValue(ServeFlags.ConfigFile), ServeFlags.Given(parsed), variable);
        if (read.Faults.Count > 0) return read;
        // A path stands in these lines as it was written.
        return read with { Faults = [.. read.Config.CondorFaults().Concat(ListenSecrets.Faults(read.Config)).Select(Terminal.OneLine)] };
    }

    private static async Task<int> ServeAsync(SidecarConfig config, Func<ConfigReading> readAgain, CancellationToken cancel)
    {
        var asRead = config;
        UnixFile.KeepNewFilesPrivate();
        using var folder = new DataFolder(config.DataRootFolder, Console.Error.WriteLine);
        config = config with { DataRootFolder = folder.Path };
        var id = folder.InstanceId(JournalOwner.Of);
        if (config.InstanceName.Length == 0) config = config with { InstanceName = id };
        var socket = ListenSocket.Bind(config);
        await using var app = SidecarApp.Build(config, socket, services => services.AddRooms(config, id, folder.Held));
        app.Lifetime.ApplicationStopping.Register(SystemdNotice.Stopping);
        var lines = app.Services.GetRequiredService<LogOutput>();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("HtcondorActors.Configuration");
        var reload = new ConfigReload(asRead, readAgain, app.Services.GetRequiredService<LogThreshold>(), log);
        using var signals = new Signals(reload.Run);
        await app.StartAsync(cancel);
        SystemdNotice.Ready();
        lines.Write($"htcondor-sidecar {Version} listens on {NameOf(socket.LocalEndPoint!, config)}, data in {config.DataRootFolder}, jobs go to {PoolOf(config)}");
        foreach (var warning in config.Warnings()) log.LogWarning("{Warning}", warning);
        var failure = app.Services.GetRequiredService<FatalFailure>().Occurred;
        var stopped = app.WaitForShutdownAsync(cancel);
        await Task.WhenAny(stopped, failure);
        if (failure.IsCompletedSuccessfully)
        {
            var (what, words) = await failure;
            lines.Write($"{what}, and this process stops: {Terminal.OneLine(words)}");
            app.Lifetime.StopApplication();
        }
        await stopped;
        return failure.IsCompletedSuccessfully ? Failed : 0;
    }

    private static async Task<int> CannotAsync(string what, Exception fault)
    {
        await Console.Error.WriteLineAsync($"cannot {what}: {Terminal.OneLine((fault is AggregateException ? fault.GetBaseException() : fault).Message)}");
        return Failed;
    }

    private static string Version => typeof(ServeCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static string NameOf(EndPoint address, SidecarConfig config) =>
        address is UnixDomainSocketEndPoint unix ? $"unix://{unix}" : $"{(config.TlsCertFile.Length > 0 ? "https" : "http")}://{address}";

    private static string PoolOf(SidecarConfig config) => config switch
    {
        { ScheddHost: { Length: > 0 } schedd, CollectorHost: { Length: > 0 } collector } => $"{schedd} of {collector}",
        { ScheddHost: { Length: > 0 } schedd } => schedd,
        { ScheddName: { Length: > 0 } name } => name,
        _ => "the schedd of this machine",
    };
}
