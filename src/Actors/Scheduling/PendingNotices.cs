using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Jobs whose output has changed since the last read. Any thread may add one; a job is listed once, however often it is added.
/// </summary>
/// <param name="some">Called when the list was empty and gets its first job.</param>
internal sealed class PendingNotices(Action some)
{
    private readonly Lock _lock = new();
    private readonly HashSet<JobTag> _tags = [];

    public void Add(JobTag tag)
    {
        bool isFirst;
        lock (_lock)
            isFirst = _tags.Add(tag) && _tags.Count == 1;
        if (isFirst)
            some();
    }

    /// <summary>Takes jobs off the list. There is no call for those that are left, so the caller must come back for them.</summary>
    public IReadOnlyList<JobTag> Take(int atMost)
    {
        lock (_lock)
        {
            JobTag[] taken = [.. _tags.Take(atMost)];
            _tags.ExceptWith(taken);
            return taken;
        }
    }

    public bool Has(JobTag tag)
    {
        lock (_lock)
            return _tags.Contains(tag);
    }
}
