using System.Collections.Concurrent;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Bench.Nodes;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Endpoints;
using HtcondorActors.Http.Hosting;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Bench.Scale;

/// <summary>
/// The sidecar over the bench's schedd, in a process of its own so that it is measured from outside; beside its endpoints stands what they
/// are compared with: the same server, the same reading of the same body, and bytes that are there already.
/// </summary>
internal static class BenchServer
{
    /// <summary>The name, and the id of the data folder: all nodes and their schedd know it.</summary>
    public const string InstanceId = "bench";

    public static SidecarConfig Config(string folder) =>
        new()
        {
            SidecarPort = 0,
            DataRootFolder = folder,
            InstanceName = InstanceId,
            LogLevel = LogLevel.Error,
        };

    /// <summary>The only node, with a schedd in its memory.</summary>
    public static Task RunAsync(string folder, string database = "") =>
        RunAsync(Config(folder) with { JournalDatabase = database }, options => new BenchQueue(folder, options).Resume());

    /// <summary>One of several nodes, or the only one, of a schedd in another process.</summary>
    public static Task RunNodeAsync(string configFile, Uri schedd)
    {
        var (config, faults) = ConfigReading.Of(configFile, [], _ => null);
        return faults.Count == 0
            ? RunAsync(config with { SidecarPort = 0 }, _ => new QueueClient(schedd))
            : throw new InvalidOperationException(string.Join('\n', faults));
    }

    private static async Task RunAsync(SidecarConfig config, Func<CondorIoOptions, IBenchQueue> queueOf)
    {
        UnixFile.KeepNewFilesPrivate();
        var cluster = ClusterCredentials.Of(config);
        using var data = new DataFolder(config.DataRootFolder, Console.Error.WriteLine, cluster?.Name);
        var socket = ListenSocket.Bind(config);
        await using var app = SidecarApp.Build(
            config,
            socket,
            services =>
                services
                    .AddRooms(config, data.InstanceId(_ => null, InstanceId), data.Held, cluster)
                    .AddSingleton(provider => queueOf(provider.GetRequiredService<CondorIoOptions>()))
                    .AddSingleton<ICondorScheduler, BenchSchedd>()
        );
        MapBare(app);
        app.MapGet(
            "/bench/heap",
            (IBenchQueue queue) =>
            {
                queue.Forget();
                GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                return GC.GetTotalMemory(forceFullCollection: true);
            }
        );
        // The pods whose actors are on this node, and have told their state since.
        app.MapGet("/bench/pods", (StatusBoard board) => board.Count);
        app.MapGet("/bench/own", (StatusBoard board) => string.Join('\n', board.All.Select(pod => pod.Uid.Value)));
        await app.StartAsync();
        Console.WriteLine($"listening {socket.LocalEndPoint}");
        var failure = app.Services.GetRequiredService<FatalFailure>().Occurred;
        if (await Task.WhenAny(app.WaitForShutdownAsync(), failure) != failure)
            return;
        var (what, words) = await failure;
        await Console.Error.WriteLineAsync($"bench: a server ends: {what}: {words}");
        Environment.ExitCode = 1;
    }

    private static void MapBare(WebApplication app)
    {
        var bare = new ConcurrentDictionary<int, byte[]>();
        app.MapPost(
            "/bench/bare",
            async http =>
                bare[(await StatusRequest.ReadAsync(http.Request.BodyReader, BodyLimits.Default, http.RequestAborted)).Pods.Count] =
                    await File.ReadAllBytesAsync(http.Request.Query["answer"].ToString())
        );
        app.MapGet(
            "/bare",
            async http =>
            {
                var request = await StatusRequest.ReadAsync(http.Request.BodyReader, BodyLimits.Default, http.RequestAborted);
                await http.AnswerAsync(bare[request.Pods.Count]);
            }
        );
    }
}
