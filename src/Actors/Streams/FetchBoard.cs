using System.Collections.Concurrent;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <summary>A running job whose output has to be fetched.</summary>
/// <param name="Job">The job.</param>
/// <param name="FetchedAt">When the last fetch began, whether it succeeded or not. Everything written before it has been asked for.</param>
/// <param name="WantedAt">When somebody last read the job's log.</param>
/// <param name="Bytes">The size of the output after the last fetch. Each fetch transfers the whole output.</param>
internal sealed record Fetchable(JobId Job, DateTimeOffset FetchedAt, DateTimeOffset WantedAt, long Bytes);

/// <summary>
/// The running jobs of this node's pods on a remote schedd, and which of them have log readers. Each pod writes its own job. The fetcher
/// and all log readers of the node share this board, so that a thousand followers need not send messages. It is empty if HTCondor itself
/// delivers the output.
/// </summary>
internal sealed class FetchBoard(TimeProvider clock)
{
    private readonly ConcurrentDictionary<JobTag, Fetchable> _running = new();

    /// <summary>No other board has the same, on this node or another.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    public IReadOnlyList<KeyValuePair<JobTag, Fetchable>> Running => _running.ToArray();

    /// <summary>Shows the pod's job.</summary>
    /// <param name="tag">The pod's.</param>
    /// <param name="running">Null if it does not run.</param>
    public void Show(JobTag tag, JobId? running)
    {
        if (running is not { } job)
            _running.TryRemove(tag, out _);
        else if (!_running.TryGetValue(tag, out var known) || known.Job != job)
            _running[tag] = new Fetchable(job, DateTimeOffset.MinValue, DateTimeOffset.MinValue, 0);
    }

    public void Fetched(JobTag tag, DateTimeOffset begun, long bytes) =>
        Change(tag, known => known with { FetchedAt = begun, Bytes = bytes });

    /// <summary>Notes that somebody reads this log now.</summary>
    public void NoteReader(JobTag tag) => Change(tag, known => known with { WantedAt = clock.GetUtcNow() });

    /// <summary>True if a fetch has begun since the given moment, or the job needs no fetch.</summary>
    public bool IsFetchedSince(JobTag tag, DateTimeOffset moment) => !_running.TryGetValue(tag, out var job) || job.FetchedAt >= moment;

    /// <summary>Notes that somebody reads this log, perhaps on another node, and adds to the answer whether it is fetched.</summary>
    /// <param name="place">The pod's answer.</param>
    /// <param name="askedAgo">How long ago the reader's request came.</param>
    public LogLocation Noted(LogLocation place, TimeSpan askedAgo)
    {
        NoteReader(place.Tag);
        return place with { FetchedBy = Id, IsFetched = IsFetchedSince(place.Tag, clock.GetUtcNow() - askedAgo) };
    }

    private void Change(JobTag tag, Func<Fetchable, Fetchable> change)
    {
        while (_running.TryGetValue(tag, out var known) && !_running.TryUpdate(tag, change(known), known)) { }
    }
}
