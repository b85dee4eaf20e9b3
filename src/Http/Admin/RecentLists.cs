namespace HtcondorActors.Http.Admin;

/// <summary>
/// Keeps the lists whose next page somebody may ask for: only a few, and only for some minutes after their last page.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="keptAtMost">So many are kept.</param>
internal sealed class RecentLists<T>(TimeProvider clock, int keptAtMost)
    where T : class
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly LinkedList<(long Number, T List, long UsedAt)> _kept = [];
    private long _last;

    /// <summary>Which start of the sidecar has made the lists.</summary>
    public uint Process { get; } = (uint)Random.Shared.Next();

    /// <summary>The number of a new list.</summary>
    public long NextNumber() => Interlocked.Increment(ref _last);

    /// <summary>Null if the list is not kept, or was not made by this start of the sidecar.</summary>
    public T? Find(uint process, long number)
    {
        if (process != Process)
            return null;
        lock (_gate)
        {
            RemoveOld();
            return _kept.FirstOrDefault(kept => kept.Number == number).List;
        }
    }

    public void Keep(long number, T list)
    {
        lock (_gate)
        {
            RemoveOld();
            Remove(number);
            _kept.AddLast((number, list, clock.GetTimestamp()));
            if (_kept.Count > keptAtMost)
                _kept.RemoveFirst();
        }
    }

    private void RemoveOld()
    {
        while (_kept.First is { Value: var oldest } && clock.GetElapsedTime(oldest.UsedAt) > KeptFor)
            _kept.RemoveFirst();
    }

    private void Remove(long number)
    {
        for (var each = _kept.First; each is not null; each = each.Next)
            if (each.Value.Number == number)
            {
                _kept.Remove(each);
                return;
            }
    }
}
