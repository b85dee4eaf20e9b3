using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>Jobs of which something was heard since somebody took them away; told of by any thread, each once, however often it is heard
/// of.</summary>
/// <param name="some">Called when there are some and were none before.</param>
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

    /// <summary>Some that are left are not called for again: whoever took not all of them comes back.</summary>
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
