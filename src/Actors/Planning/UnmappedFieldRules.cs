using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

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
