using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// THE table of what becomes of every field of a pod's spec (core/v1). What the wire has a member for is done by code; everything else is
/// answered by this table alone. docs/pod-support.md is written from it.
/// </summary>
internal static partial class FieldSupport
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

/// <summary>What is answered to a pod that sets a field.</summary>
internal enum FieldTreatment
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
internal sealed record FieldRule(string Pattern, FieldTreatment Answer, string Words)
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

/// <summary>Pure: answers to the fields that nothing here acts on, by the table.</summary>
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

    /// <summary>A volume that no container mounts harms nobody, whatever it is.</summary>
    private static bool IsNeeded(PodSpec pod, string path, HashSet<string> mounted) =>
        Volume().Match(path) is not { Success: true } volume
        || !int.TryParse(volume.Groups["at"].Value, out var at)
        || at >= pod.Volumes.Count
        || mounted.Contains(pod.Volumes[at].Name);

    /// <summary>The caller's own name of a field, fit for one line.</summary>
    private static string Shown(string path) =>
        path.Length <= LongestPath && path.All(c => c is > ' ' and <= '~') ? path : OneLine.Quoted(path);

    [GeneratedRegex(@"^spec\.volumes\[(?<at>[0-9]+)\]\.", RegexOptions.CultureInvariant)]
    private static partial Regex Volume();
}
