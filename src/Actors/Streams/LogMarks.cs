namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Where in a stream the log of one attempt lies, and a bounded number of evenly spread positions at which a log frame begins.
/// </summary>
internal sealed class LogMarks(long begin)
{
    private const int Most = 1024;

    private readonly List<long> _places = [begin];
    private long _frames = 1;
    private long _every = 1;

    /// <summary>No byte of the log lies before this position.</summary>
    public long Begin => _places[0];

    /// <summary>No byte of the log lies behind this position.</summary>
    public long End { get; set; }

    public IReadOnlyList<long> Places => _places;

    public void Add(long place)
    {
        if (_frames++ % _every != 0)
            return;
        _places.Add(place);
        if (_places.Count < Most)
            return;
        for (var i = 1; i < Most / 2; i++)
            _places[i] = _places[2 * i];
        _places.RemoveRange(Most / 2, Most / 2);
        _every *= 2;
    }
}
