namespace HtcondorActors.Actors.Protocol;

/// <summary>Writes the names of a pod's fields as Kubernetes' own messages do.</summary>
public static class FieldPath
{
    /// <summary>An entry of a map: <c>requests.cpu</c>, but <c>requests["nvidia.com/gpu"]</c> where a dot would mislead.</summary>
    public static string Key(string map, string key) =>
        key.Length is > 0 and <= 63 && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? $"{map}.{key}"
            : $"{map}[{OneLine.Quoted(key)}]";
}
