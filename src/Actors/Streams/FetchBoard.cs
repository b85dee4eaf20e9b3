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
/// The running jobs of a remote schedd, and which of them have log readers. The fetcher and all log readers share this board, so that a
/// thousand followers need not send messages. It is empty if HTCondor itself delivers the output.
/// </summary>
internal sealed class FetchBoard(TimeProvider clock)
{
    private readonly ConcurrentDictionary<JobTag, Fetchable> _running = new();

    public IReadOnlyList<KeyValuePair<JobTag, Fetchable>> Running => _running.ToArray();

    /// <summary>Sets the list of running jobs.</summary>
    public void Show(IReadOnlyList<(JobTag Tag, JobId Job)> jobs)
    {
        foreach (var gone in _running.Keys.Except(jobs.Select(job => job.Tag)).ToArray())
            _running.TryRemove(gone, out _);
        foreach (var (tag, job) in jobs)
            _running.AddOrUpdate(
                tag,
                _ => new Fetchable(job, DateTimeOffset.MinValue, DateTimeOffset.MinValue, 0),
                (_, known) => known with { Job = job }
            );
    }

    public void Fetched(JobTag tag, DateTimeOffset begun, long bytes) =>
        Change(tag, known => known with { FetchedAt = begun, Bytes = bytes });

    /// <summary>Notes that somebody reads this log now.</summary>
    public void NoteReader(JobTag tag) => Change(tag, known => known with { WantedAt = clock.GetUtcNow() });

    /// <summary>True if a fetch has begun since the given moment, or the job needs no fetch.</summary>
    public bool IsFetchedSince(JobTag tag, DateTimeOffset moment) => !_running.TryGetValue(tag, out var job) || job.FetchedAt >= moment;

    private void Change(JobTag tag, Func<Fetchable, Fetchable> change)
    {
        while (_running.TryGetValue(tag, out var known) && !_running.TryUpdate(tag, change(known), known)) { }
    }
}
