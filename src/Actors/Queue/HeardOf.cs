using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Queue;

/// <summary>Jobs of which something was heard since somebody took them away; told of by any thread, each once, however often it is heard of.</summary>
/// <param name="some">Called when there are some and were none before.</param>
internal sealed class HeardOf(Action some)
{
    private readonly Lock _lock = new();
    private HashSet<JobTag> _tags = [];

    public void Add(JobTag tag)
    {
        bool isFirst;
        lock (_lock) isFirst = _tags.Add(tag) && _tags.Count == 1;
        if (isFirst) some();
    }

    public IReadOnlySet<JobTag> Take()
    {
        lock (_lock)
        {
            var taken = _tags;
            _tags = [];
            return taken;
        }
    }

    public bool Has(JobTag tag)
    {
        lock (_lock) return _tags.Contains(tag);
    }
}
