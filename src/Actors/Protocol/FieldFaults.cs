namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// All that is wrong with a pod, collected while the pod is read and planned, so that its author can mend everything at once. Each line
/// begins with the field's path and holds no value that may be a secret.
/// </summary>
public sealed class FieldFaults
{
    /// <summary>Room for all lines that are told, joined into one.</summary>
    public const int LongestLine = 4000;

    private const int MostTold = 20;

    /// <summary>A fault that is found for each of a thousand containers is one fault. Beyond so many, each counts.</summary>
    private const int MostCompared = 1000;

    private readonly List<string> _told = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private int _untold;

    public bool Any => _told.Count > 0;

    /// <summary>Grows with each fault that is added, repeated or not: a caller sees whether the rules that it called found any.</summary>
    public int Added { get; private set; }

    public void Add(string field, string words) => Add($"{field}: {words}");

    /// <summary>Inside an expression: the fault, and the value that the expression has instead.</summary>
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

    /// <summary>All of them on one line: the Virtual Kubelet shows a refusal as the pod's message.</summary>
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
