namespace HtcondorActors.Actors.Planning;

/// <summary>What is answered to a pod that sets a field.</summary>
public enum FieldTreatment
{
    /// <summary>Done as Kubernetes means it, within what the words say.</summary>
    Honoured,

    /// <summary>Not done, and the pod runs without it: said in its status, in <c>explain</c> and in the log.</summary>
    Warned,

    /// <summary>The pod would be another one without it: 400 at /create.</summary>
    Refused,

    /// <summary>Done by Kubernetes before the pod comes here.</summary>
    Kubernetes,
}

/// <param name="Pattern">Path without indexes; <c>*</c> stands for one name or the beginning of one.</param>
/// <param name="Answer">What happens.</param>
/// <param name="Words">One line for people.</param>
public sealed record FieldRule(string Pattern, FieldTreatment Answer, string Words)
{
    private readonly string[] _parts = Pattern.Split('.');

    /// <summary>How many the pattern has.</summary>
    internal int Parts => _parts.Length;

    /// <param name="parts">Of a path without indexes.</param>
    internal bool Covers(string[] parts)
    {
        if (parts.Length != _parts.Length)
            return false;
        // From the end, where rules differ most.
        for (var i = parts.Length - 1; i >= 0; i--)
            if (!Covers(_parts[i], parts[i]))
                return false;
        return true;
    }

    // Go takes names in any case.
    private static bool Covers(string pattern, string name) =>
        pattern.StartsWith('*')
            ? name.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
            : name.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
