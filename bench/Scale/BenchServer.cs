using System.Collections.Concurrent;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Endpoints;
using HtcondorActors.Http.Hosting;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Bench.Scale;

/// <summary>
/// The sidecar over a schedd in memory, in a process of its own so that it is measured from outside; beside its endpoints stands what they
/// are compared with: the same server, the same reading of the same body, and bytes that are there already.
/// </summary>
internal static class BenchServer
{
    public static async Task RunAsync(string folder, string database = "")
    {
        var config = new SidecarConfig
        {
            SidecarPort = 0,
            DataRootFolder = folder,
            JournalDatabase = database,
            InstanceName = "bench",
            LogLevel = LogLevel.Error,
        };
        using var data = new DataFolder(folder, Console.Error.WriteLine);
        var socket = ListenSocket.Bind(config);
        await using var app = SidecarApp.Build(
            config,
            socket,
            services =>
                services
                    .AddRooms(config, data.InstanceId(_ => null), data.Held)
                    .AddSingleton<ICondorScheduler>(provider =>
                        new BenchSchedd(folder, provider.GetRequiredService<CondorIoOptions>()).Resume()
                    )
        );
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
        app.MapGet(
            "/bench/heap",
            (ICondorScheduler schedd) =>
            {
                ((BenchSchedd)schedd).Forget();
                GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                return GC.GetTotalMemory(forceFullCollection: true);
            }
        );
        await app.StartAsync();
        Console.WriteLine($"listening {socket.LocalEndPoint}");
        await app.WaitForShutdownAsync();
    }
}
