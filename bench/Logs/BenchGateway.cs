using System.Net.Sockets;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Bench.Logs;

/// <summary>Stands where the actors stand: the reading of logs and the board of statuses are the real ones, pods are not.</summary>
internal sealed class BenchGateway(StatusBoard board, IJobOutput output) : IPodGateway
{
    /// <summary>The sidecar's HTTP pipeline over such a gateway, with an empty board.</summary>
    public static WebApplication Served(SidecarConfig config, Socket socket, IJobOutput output) =>
        SidecarApp.Build(
            config,
            socket,
            services =>
                services
                    .AddWire(config)
                    .AddSingleton<StatusBoard>()
                    .AddSingleton<IPodGateway>(provider => new BenchGateway(provider.GetRequiredService<StatusBoard>(), output))
        );

    /// <summary>Shows a pod that runs.</summary>
    public static void Publish(WebApplication app, string pod)
    {
        var uid = PodUid.Parse(pod);
        var status = new PodStatus(uid, "p", "default", "1.0", [new("main", "i", new Running(DateTimeOffset.UnixEpoch))], []);
        app.Services.GetRequiredService<StatusBoard>().Publish(uid, status);
    }

    public string Status => "ok";

    public HealthReport Health { get; } = new([], [], []);

    public NodeReport Node { get; } = new(null, null, null, []);

    public int Pods => 0;

    public Task<CreateReply> CreateAsync(PodSpec pod, CancellationToken hurry, string? session = null) => throw new NotSupportedException();

    public PodExplanation Explain(PodSpec pod) => throw new NotSupportedException();

    public Task<DeleteReply> DeleteAsync(PodUid uid, CancellationToken cancel, string? session = null) => throw new NotSupportedException();

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> StatusAsync(IReadOnlyList<PodUid> pods, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>([.. pods.Select(board.Find).OfType<ReadOnlyMemory<byte>>()]);

    public Task LogsAsync(PodUid uid, LogQuery query, Stream sink, CancellationToken cancel) =>
        new LogTransfer(output, board.Find, new FetchBoard(TimeProvider.System), TimeSpan.FromSeconds(0.5), TimeProvider.System).RunAsync(
            uid,
            () => Task.FromResult(new LogLocation(uid.Tag, "main", Ended: false)),
            query,
            sink,
            cancel
        );
}

/// <summary>Streams in a folder, one per pod, opened as the product opens them.</summary>
internal sealed class FolderOutput(string folder) : IJobOutput
{
    public string PathOf(JobTag tag) => Path.Combine(folder, tag.Value);

    public OutputMark? MarkOf(JobTag tag)
    {
        var file = new FileInfo(PathOf(tag));
        return file.Exists ? new OutputMark(file.Name, file.Length, file.LastWriteTimeUtc) : null;
    }

    public Stream? OpenRead(JobTag tag, int before = 0) =>
        before > 0 ? null : new FileStream(PathOf(tag), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
