using System.Collections.Concurrent;
using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Tests;

/// <summary>Stands where the actors stand: answers as the test says and remembers what it was asked.</summary>
internal sealed class ScriptedGateway : IPodGateway
{
    private volatile HealthReport _health = new([new("actors", null)], [new("journal", null)], []);
    private int _healthReads;

    public ConcurrentQueue<PodSpec> Created { get; } = [];
    public ConcurrentQueue<PodUid> Deleted { get; } = [];
    public ConcurrentQueue<IReadOnlyList<PodUid>> Asked { get; } = [];
    public ConcurrentQueue<(PodUid Pod, LogQuery Query)> Read { get; } = [];

    public Func<PodSpec, Task<CreateReply>> OnCreate { get; set; } =
        pod => Task.FromResult<CreateReply>(new PodCreated(pod.Uid, "12345.0"));
    public Func<PodSpec, PodExplanation> OnExplain { get; set; } = _ => PodExplanation.Refused("not scripted");
    public Func<PodUid, Task<DeleteReply>> OnDelete { get; set; } = uid => Task.FromResult<DeleteReply>(new DeletionAccepted(uid));
    public Func<PodUid, string?> OnStatus { get; set; } = _ => null;
    public Func<Stream, CancellationToken, Task> OnLogs { get; set; } = (_, _) => Task.CompletedTask;

    public string Status { get; set; } = "ok";

    public int Pods { get; set; }

    public NodeReport Node { get; set; } = new(null, null, null, []);

    public HealthReport Health
    {
        get
        {
            Interlocked.Increment(ref _healthReads);
            return _health;
        }
        set => _health = value;
    }

    /// <summary>How often it was asked for its health.</summary>
    public int HealthReads => Volatile.Read(ref _healthReads);

    public Task<CreateReply> CreateAsync(PodSpec pod, CancellationToken hurry, string? session = null)
    {
        Created.Enqueue(pod);
        return OnCreate(pod);
    }

    public PodExplanation Explain(PodSpec pod) => OnExplain(pod);

    public Task<DeleteReply> DeleteAsync(PodUid uid, CancellationToken cancel, string? session = null)
    {
        Deleted.Enqueue(uid);
        return OnDelete(uid);
    }

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> StatusAsync(IReadOnlyList<PodUid> pods, CancellationToken cancel)
    {
        Asked.Enqueue(pods);
        return Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>([
            .. pods.Select(OnStatus).OfType<string>().Select(text => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(text))),
        ]);
    }

    public Task LogsAsync(PodUid uid, LogQuery query, Stream output, CancellationToken cancel)
    {
        Read.Enqueue((uid, query));
        return OnLogs(output, cancel);
    }
}
