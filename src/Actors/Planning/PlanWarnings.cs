namespace HtcondorActors.Actors.Planning;

/// <summary>Collects during planning what a pod asks for and does not get: one line each, beginning with the field.</summary>
internal sealed class PlanWarnings
{
    /// <summary>The limit exists because warnings are kept for the pod's life, and every status contains them.</summary>
    private const int Most = 30;

    private readonly List<string> _lines = [];
    private int _untold;

    /// <summary>True if further warnings would only be counted, so that no text is needed for them.</summary>
    public bool AreFull => _lines.Count == Most && _untold > 0;

    public void Add(string field, string words)
    {
        var line = $"{field}: {words}";
        if (_lines.Contains(line))
            return;
        if (_lines.Count < Most)
            _lines.Add(line);
        else
            _untold++;
    }

    public IReadOnlyList<string> ToList() => _untold == 0 ? _lines.ToArray() : [.. _lines, $"and {_untold} more like these"];
}
