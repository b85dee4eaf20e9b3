using System.Collections.Concurrent;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <summary>A running job whose output has to be fetched.</summary>
/// <param name="Job">The job.</param>
/// <param name="FetchedAt">When the last fetch that succeeded or not was begun: what was written before it has been asked for.</param>
/// <param name="WantedAt">When somebody read its log last.</param>
/// <param name="Bytes">What the last fetch brought; each brings everything anew.</param>
internal sealed record Fetchable(JobId Job, DateTimeOffset FetchedAt, DateTimeOffset WantedAt, long Bytes);

/// <summary>
/// The running jobs of a remote schedd, and whose output somebody reads: shared by the one who fetches and by all who read, so that a
/// thousand followers send no message each. Empty where HTCondor itself brings the output.
/// </summary>
internal sealed class FetchBoard(TimeProvider clock)
{
    private readonly ConcurrentDictionary<JobTag, Fetchable> _running = new();

    public IReadOnlyList<KeyValuePair<JobTag, Fetchable>> Running => _running.ToArray();

    /// <summary>These jobs run, and no others.</summary>
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

    /// <summary>Somebody reads this log now.</summary>
    public void NoteReader(JobTag tag) => Change(tag, known => known with { WantedAt = clock.GetUtcNow() });

    /// <summary>Nothing that was written before this moment is still to be fetched, as far as is known here.</summary>
    public bool IsFetchedSince(JobTag tag, DateTimeOffset moment) => !_running.TryGetValue(tag, out var job) || job.FetchedAt >= moment;

    private void Change(JobTag tag, Func<Fetchable, Fetchable> change)
    {
        while (_running.TryGetValue(tag, out var known) && !_running.TryUpdate(tag, change(known), known)) { }
    }
}
