using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// The table of all fields of a pod's spec (core/v1) and how each is treated. Code handles the fields that have a member on the wire; this
/// table alone decides about all others. docs/pod-support.md is generated from it.
/// </summary>
internal static partial class FieldSupport
{
    /// <summary>The rules in the order of the document. The first rule that matches a path counts.</summary>
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

    /// <param name="path">The field's path, with or without indexes: <c>spec.initContainers[0].stdin</c>.</param>
    /// <returns>Null if this version does not know the field.</returns>
    public static FieldRule? Find(string path)
    {
        // The fields of init containers are the same as those of containers.
        var parts = Index().Replace(path, "").Split('.');
        if (parts is [_, var list, ..] && list.Equals("initContainers", StringComparison.OrdinalIgnoreCase) && parts.Length > 2)
            parts[1] = "containers";
        return parts.Length < ByLength.Length ? ByLength[parts.Length].FirstOrDefault(rule => rule.Covers(parts)) : null;
    }

    /// <summary>
    /// The rules by their number of parts, which makes each search short: a body may have a hundred thousand unknown fields.
    /// </summary>
    private static FieldRule[][] ByLength { get; } =
    [.. Enumerable.Range(0, Rules.Max(rule => rule.Parts) + 1).Select(length => Rules.Where(rule => rule.Parts == length).ToArray())];

    [GeneratedRegex(@"\[[0-9]*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Index();
}

/// <summary>How a field that a pod sets is treated.</summary>
internal enum FieldTreatment
{
    /// <summary>The field works as in Kubernetes, within the limits that the words state.</summary>
    Honoured,

    /// <summary>The field is ignored, and the pod runs without it. The pod's status, <c>explain</c> and the log say so.</summary>
    Warned,

    /// <summary>Without the field the pod would do something else, so /create answers 400.</summary>
    Refused,

    /// <summary>Kubernetes has handled the field before the pod reaches the sidecar.</summary>
    Kubernetes,
}

/// <param name="Pattern">The path without indexes; <c>*</c> stands for one name or the beginning of one.</param>
/// <param name="Answer">How the field is treated.</param>
/// <param name="Words">One line of explanation.</param>
internal sealed record FieldRule(string Pattern, FieldTreatment Answer, string Words)
{
    private readonly string[] _parts = Pattern.Split('.');

    /// <summary>The number of the pattern's parts.</summary>
    internal int Parts => _parts.Length;

    /// <param name="parts">The parts of a path without indexes.</param>
    internal bool Covers(string[] parts)
    {
        if (parts.Length != _parts.Length)
            return false;
        // Compares from the end, where the rules differ most.
        for (var i = parts.Length - 1; i >= 0; i--)
            if (!Covers(_parts[i], parts[i]))
                return false;
        return true;
    }

    // Go's JSON decoder ignores the case of names.
    private static bool Covers(string pattern, string name) =>
        pattern.StartsWith('*')
            ? name.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
            : name.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Pure: warns about or refuses the fields without a member, by the table.</summary>
internal static partial class UnmappedFieldRules
{
    private const int LongestPath = 200;

    public static void Give(PodSpec pod, SitePolicy site, PlanWarnings warnings, FieldFaults faults)
    {
        var mounted = pod
            .InitContainers.Concat(pod.Containers)
            .SelectMany(c => c.Mounts)
            .Select(m => m.Volume)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var field in pod.OtherFields)
        {
            if (field.IsContent && !site.ExportPodData)
                continue;
            var rule = FieldSupport.Find(field.Path);
            var path = Shown(field.Path);
            if (rule is null)
                warnings.Add(path, "not known to this version; ignored");
            else if (rule.Answer == FieldTreatment.Warned)
                warnings.Add(path, rule.Words);
            else if (rule.Answer == FieldTreatment.Refused && IsNeeded(pod, field.Path, mounted))
                faults.Add(path, rule.Words);
            else if (rule.Answer == FieldTreatment.Refused)
                warnings.Add(path, "not served; ignored, since no container mounts it");
        }
    }

    /// <summary>False for a field of a volume that no container mounts: such a volume has no effect.</summary>
    private static bool IsNeeded(PodSpec pod, string path, HashSet<string> mounted) =>
        Volume().Match(path) is not { Success: true } volume
        || !int.TryParse(volume.Groups["at"].Value, out var at)
        || at >= pod.Volumes.Count
        || mounted.Contains(pod.Volumes[at].Name);

    /// <summary>The caller's name of a field, safe for one line.</summary>
    private static string Shown(string path) =>
        path.Length <= LongestPath && path.All(c => c is > ' ' and <= '~') ? path : OneLine.Quoted(path);

    [GeneratedRegex(@"^spec\.volumes\[(?<at>[0-9]+)\]\.", RegexOptions.CultureInvariant)]
    private static partial Regex Volume();
}
