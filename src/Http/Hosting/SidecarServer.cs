using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The whole server, from the configuration to the exit code. 0: the server was stopped. 1: it cannot start (address in use, data folder
/// not writable), or it had a failure that only a restart can fix (the journal's disk, the pods' shard region). 2: the configuration has
/// faults, which are all listed, or another process has taken over the journal, or an operator has this node stay down. If all faults may
/// go away by themselves and there are pods, it is 1. systemd starts it again after 1, and not after 2. Pods must not be left without an
/// answer because a file was away for a moment.
/// </summary>
public static class SidecarServer
{
    /// <summary>The category of the entries about start and stop, which every log level lets through.</summary>
    internal const string LifeCategory = "HtcondorActors.Life";

    internal const int Failed = 1;
    public const int BadConfiguration = 2;

    /// <summary>Serves until the process is asked to stop.</summary>
    /// <param name="read">Reads the configuration at the start and at each SIGHUP.</param>
    /// <param name="version">The program's version, for the first line of the log.</param>
    /// <param name="cancel">Stops the server too.</param>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync(Func<ConfigReading> read, string version, CancellationToken cancel)
    {
        await Task.Yield(); // the command line registers its handler of signals then, before StopSignal
        var first = read();
        var judged = Judge(first);
        var (config, faults) = judged.Add(HoconFiles.Faults(judged.Config));
        foreach (var fault in faults)
            await Console.Error.WriteLineAsync(fault);
        if (faults.Count > 0)
            return judged.MayPass && DataFolder.HasPods(config) ? Failed : BadConfiguration;

        try
        {
            return await ServeAsync(config, first.File, () => Judge(read()), version, cancel);
        }
        catch (SocketException fault)
        {
            return await CannotAsync($"listen on {NameOf(ListenSocket.AddressOf(config), config)}", fault);
        }
        // For any other failure (disk, database, a file in hocon/) the administrator gets one line instead of a stack trace.
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return await CannotAsync("start", fault);
        }
    }

    /// <summary>
    /// Checks all that a reload reads: the configuration without the files for Akka.NET. Nothing is created or opened for writing.
    /// </summary>
    /// <returns>The configuration, and one line for each fault. It is usable only if there are no faults.</returns>
    internal static ConfigReading Judge(ConfigReading read) =>
        PodExplanations
            .Judge(read)
            .Add(ListenerCredentials.Faults(read.Config))
            .Add(AdminCredentials.Faults(read.Config))
            .Add(JournalPassword.Faults(read.Config))
            .Add(ClusterCredentials.Faults(read.Config))
            .Add(ToolFiles.Faults(read.Config));

    private static async Task<int> ServeAsync(
        SidecarConfig config,
        string? file,
        Func<ConfigReading> readAgain,
        string version,
        CancellationToken cancel
    )
    {
        var (asRead, began) = (config, Stopwatch.StartNew());
        UnixFile.KeepNewFilesPrivate();
        var cluster = ClusterCredentials.Of(config);
        using var folder = new DataFolder(config.DataRootFolder, Console.Error.WriteLine, cluster?.Name);
        config = config with { DataRootFolder = folder.Path };
        var id = folder.InstanceId(JournalOwner.Of, cluster is null ? "" : config.InstanceName);
        if (config.InstanceName.Length == 0)
            config = config with { InstanceName = id };
        var socket = ListenSocket.Bind(config);
        var admin = AdminListener.Bind(config, out var noAdminSocket);
        await using var app = SidecarApp.Build(config, socket, services => services.AddRooms(config, id, folder.Held, cluster), admin);
        app.Lifetime.ApplicationStopping.Register(SystemdNotice.Stopping);
        var (pods, gateway) = (0, app.Services.GetRequiredService<IPodGateway>());
        app.Lifetime.ApplicationStopping.Register(() => pods = gateway.Pods);
        var life = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(LifeCategory);
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("HtcondorActors.Configuration");
        var reload = new ConfigReload(asRead, readAgain, app.Services.GetRequiredService<LogThreshold>(), log);
        using var signals = new Signals(reload.Run);
        await app.StartAsync(cancel);
        using var signal = new StopSignal();
        // A node of a cluster may wait for the others for long.
        if (cluster is not null)
            SayStarted();
        try
        {
            await app
                .Services.GetRequiredService<ActorsStart>()
                .Ended.WaitAsync(cluster is null ? CancellationToken.None : app.Lifetime.ApplicationStopping);
        }
        // A node of a cluster waits for the others, and may be stopped before it has joined them.
        catch (OperationCanceledException) when (cluster is not null && app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await app.StopAsync(CancellationToken.None);
            SayStopped(signal.Name ?? "its caller");
            return 0;
        }
        catch (Exception)
        {
            await app.StopAsync(CancellationToken.None); // a server without services would answer 500
            throw;
        }
        if (cluster is null)
            SayStarted();
        using var versions = new ToolVersionsLine(app.Services.GetRequiredService<CondorVersions>(), life);
        if (noAdminSocket is not null)
            life.ConfigWarning(noAdminSocket);
        if (admin.Count > 0)
            life.AdminListens(string.Join(" and ", admin.Select(AdminListener.NameOf)));
        var place = StartWarnings.Of(app.Services.GetRequiredService<CondorIoOptions>(), folder.Path);
        string[] form = app.Services.GetRequiredService<LogTarget>().Warning is { } fault ? [fault] : [];
        foreach (var warning in config.Warnings().Concat(ToolFiles.Warnings(config)).Concat(place).Concat(form))
            log.ConfigWarning(warning);
        var fatal = app.Services.GetRequiredService<FatalFailure>();
        var failure = fatal.Occurred;
        var stopped = app.WaitForShutdownAsync(cancel);
        var leaves = app.Services.GetRequiredService<Departure>().Asked;
        await Task.WhenAny(stopped, failure, leaves);
        if (failure.IsCompletedSuccessfully)
        {
            var (what, words) = await failure;
            life.StopsOnFailure(what, OneLine.Of(words));
            if (fatal.IsDead && !app.Lifetime.ApplicationStopping.IsCancellationRequested && !leaves.IsCompleted)
            {
                // Other nodes answer for its pods from now on. An ordinary stop would answer the requests in progress.
                app.Services.GetRequiredService<LogOutput>().Dispose();
                ProcessEnd.Now(Failed);
            }
            app.Lifetime.StopApplication();
        }
        else if (leaves.IsCompletedSuccessfully)
        {
            app.Lifetime.StopApplication();
        }
        await stopped;
        SayStopped(
            leaves.IsCompletedSuccessfully ? "an operator"
            : failure.IsCompletedSuccessfully ? "a failure"
            : signal.Name ?? "its caller"
        );
        // The others may have struck this node off when it had left.
        return leaves.IsCompletedSuccessfully ? BadConfiguration
            : !failure.IsCompletedSuccessfully ? 0
            : fatal.IsForGood ? BadConfiguration
            : Failed;

        void SayStopped(string by) => life.Stopped(by, began.Elapsed.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture), pods);

        void SayStarted() =>
            life.Started(
                version,
                NameOf(socket.LocalEndPoint!, config),
                file ?? "none (all keys have their defaults)",
                config.InstanceName,
                config.DataRootFolder,
                PoolOf(config),
                config.LogLevel,
                JournalKeys.Database(config)?.Name ?? "a file"
            );
    }

    private static async Task<int> CannotAsync(string what, Exception fault)
    {
        await Console.Error.WriteLineAsync(
            $"cannot {what}: {OneLine.Of(WordsOf(fault is AggregateException ? fault.GetBaseException() : fault))}"
        );
        return Failed;
    }

    // Akka.NET says only that the reason is elsewhere.
    private static string WordsOf(Exception fault) =>
        fault.Message.Replace(" See InnerException for details.", $": {fault.GetBaseException().Message}", StringComparison.Ordinal);

    private static string NameOf(EndPoint address, SidecarConfig config) =>
        address is UnixDomainSocketEndPoint unix ? $"unix://{unix}" : $"{(config.TlsCertFile.Length > 0 ? "https" : "http")}://{address}";

    private static string PoolOf(SidecarConfig config) =>
        config switch
        {
            { ScheddHost: { Length: > 0 } schedd, CollectorHost: { Length: > 0 } collector } => $"{schedd} of {collector}",
            { ScheddHost: { Length: > 0 } schedd } => schedd,
            { ScheddName: { Length: > 0 } name } => name,
            _ => "the schedd of this machine",
        };
}
