using System.Text.RegularExpressions;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// THE table of what becomes of every field of a pod's spec (core/v1). What the wire has a member for is done by code; everything else is
/// answered by this table alone. docs/pod-support.md is written from it.
/// </summary>
public static partial class FieldSupport
{
    /// <summary>In the order of the documentation. The first that covers a path counts.</summary>
    public static IReadOnlyList<FieldRule> Rules { get; } =
    [
        .. PodRules.All,
        .. SecurityRules.All,
        .. ContainerRules.All,
        .. ProbeRules.All,
        .. MountRules.All,
        .. VolumeRules.All,
        .. UnsupportedVolumeRules.All,
    ];

    /// <param name="path">With or without indexes: <c>spec.initContainers[0].stdin</c>.</param>
    /// <returns>Null: a field that this version does not know.</returns>
    public static FieldRule? Find(string path)
    {
        // Init containers have the fields of containers and mean the same by them.
        var parts = Index().Replace(path, "").Split('.');
        if (parts is [_, var list, ..] && list.Equals("initContainers", StringComparison.OrdinalIgnoreCase) && parts.Length > 2)
            parts[1] = "containers";
        return parts.Length < ByLength.Length ? ByLength[parts.Length].FirstOrDefault(rule => rule.Covers(parts)) : null;
    }

    /// <summary>
    /// By the number of a path's parts: a body may have a hundred thousand fields that nobody knows, and each is looked for.
    /// </summary>
    private static FieldRule[][] ByLength { get; } =
    [.. Enumerable.Range(0, Rules.Max(rule => rule.Parts) + 1).Select(length => Rules.Where(rule => rule.Parts == length).ToArray())];

    [GeneratedRegex(@"\[[0-9]*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Index();
}
