namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// Collects all that is wrong with a pod while it is read and planned, so that its author can fix everything at once. Each line begins with
/// the field's path and contains no value that may be a secret.
/// </summary>
public sealed class FieldFaults
{
    /// <summary>The most characters of all reported faults, joined into one line.</summary>
    public const int LongestLine = 4000;

    private const int MostTold = 20;

    /// <summary>
    /// The same fault in each of a thousand containers counts once. After so many different faults, repetitions of new ones are counted
    /// too.
    /// </summary>
    private const int MostCompared = 1000;

    private readonly List<string> _told = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private int _untold;

    public bool Any => _told.Count > 0;

    /// <summary>
    /// Grows with each added fault, repeated or not. A caller sees from it whether the rules that it called found any fault.
    /// </summary>
    public int Added { get; private set; }

    public void Add(string field, string words) => Add($"{field}: {words}");

    /// <summary>Adds a fault inside an expression and returns the value that the expression takes.</summary>
    public T Add<T>(string field, string words, T instead)
    {
        Add(field, words);
        return instead;
    }

    public void Include(FieldFaults others)
    {
        foreach (var line in others._told)
            Add(line);
        _untold += others._untold;
    }

    /// <summary>All faults on one line, because the Virtual Kubelet shows a refusal as the pod's message.</summary>
    public override string ToString() => string.Join("; ", _told) + (_untold > 0 ? $"; and {_untold} more" : "");

    private void Add(string line)
    {
        Added++;
        if (_known.Count < MostCompared ? !_known.Add(line) : _known.Contains(line))
            return;
        if (_told.Count < MostTold)
            _told.Add(line);
        else
            _untold++;
    }
}
