namespace HtcondorActors.Actors.Planning;

/// <summary>What a pod asks for and does not get, collected while it is planned: one line each, beginning with the field.</summary>
internal sealed class PlanWarnings
{
    /// <summary>They are kept for the pod's life and told in every status.</summary>
    private const int Most = 30;

    private readonly List<string> _lines = [];
    private int _untold;

    /// <summary>No further line would be told, so none need be worded.</summary>
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
