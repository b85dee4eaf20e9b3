using System.Globalization;
using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Translation;

/// <summary>
/// Pure: the further submit commands of a pod's job. The site's, then its flavor's, then (of those that the site allows) the pod's own by annotation: a
/// later one of the same name wins, but requirements hold together.
/// </summary>
internal static partial class PodSubmitCommands
{
    private const string RequireGpus = "require_gpus";
    private const string WallTime = "+MaxWallTimeMins";
    private const int LongestWords = 255;

    /// <summary>What stands behind <c>htcondor-job.vk.io/</c>, the submit command that it becomes, and the one way in which its value is read.</summary>
    private static readonly (string Annotation, string Command, Func<string, string> Read)[] Known =
    [
        ("htcondor-job.vk.io/accounting-group", "accounting_group", Group),
        ("htcondor-job.vk.io/priority", "priority", Priority),
        ("htcondor-job.vk.io/requirements", SubmitCommand.Requirements, SubmitExpression.Read),
        ("htcondor-job.vk.io/rank", "rank", SubmitExpression.Read),
        ("htcondor-job.vk.io/concurrency-limits", "concurrency_limits", Limits),
        ("htcondor-job.vk.io/require-gpus", RequireGpus, SubmitExpression.Read),
        ("htcondor-job.vk.io/nice-user", "nice_user", Truth),
    ];

    /// <summary>Every key that is understood here.</summary>
    public static IEnumerable<string> Annotations => Known.Select(known => known.Annotation);

    /// <summary>Names that <c>AllowedSubmitCommands</c> may have.</summary>
    public static IEnumerable<string> Names => Known.Select(known => known.Command);

    /// <exception cref="FieldException">The pod sets what it may not set, or a value is not of its form.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(PodSpec pod, SitePolicy site, PodResources resources, PodDeadline deadline)
    {
        var own = Known.Where(known => pod.Annotations.ContainsKey(known.Annotation))
            .Select(known => KeyValuePair.Create(known.Command, OwnValue(known, pod.Annotations[known.Annotation], site, resources)));
        KeyValuePair<string, string>[] limit = deadline.Seconds is { } seconds ? [new(WallTime, ((seconds + 59) / 60).ToString(CultureInfo.InvariantCulture))] : [];
        IEnumerable<KeyValuePair<string, string>> flavors = resources.Flavor is { } flavor ? flavor.SubmitCommands : [];

        var all = site.SubmitCommands.Concat(flavors).Concat(resources.Others).Concat(limit).Concat(own);
        var last = all.GroupBy(command => command.Key, StringComparer.OrdinalIgnoreCase).Select(same => SubmitCommand.IsRequirements(same.Key)
            ? KeyValuePair.Create(SubmitCommand.Requirements, And([.. same.Select(command => command.Value)]))
            : same.Last());
        // HTCondor would call it unused, a typo, where no GPU is asked for.
        return [.. last.Where(command => resources.Gpus > 0 || !command.Key.Equals(RequireGpus, StringComparison.OrdinalIgnoreCase))];
    }

    private static string OwnValue((string Annotation, string Command, Func<string, string> Read) known, string text, SitePolicy site, PodResources resources)
    {
        var field = FieldPath.Key("metadata.annotations", known.Annotation);
        if (!site.AllowedSubmitCommands.Contains(known.Command, StringComparer.OrdinalIgnoreCase))
            throw new FieldException(field, $"this site lets no pod set {known.Command}");
        if (known.Command == RequireGpus && resources.Gpus == 0) throw new FieldException(field, "the pod asks for no GPU");
        try
        {
            return known.Read(text.Trim());
        }
        catch (FormatException fault)
        {
            throw new FieldException(field, fault.Message);
        }
    }

    private static string And(IReadOnlyList<string> expressions) =>
        expressions.Count == 1 ? expressions[0] : string.Join(" && ", expressions.Select(expression => $"({expression})"));

    private static string Priority(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number.ToString(CultureInfo.InvariantCulture)
        : throw new FormatException("is no whole number");

    private static string Truth(string text) => text is "true" or "false" ? text : throw new FormatException("is neither true nor false");

    private static string Group(string text) => text.Length <= LongestWords && GroupForm().IsMatch(text)
        ? text
        : throw new FormatException("is no accounting group: words of letters, digits, _ and - joined by dots");

    private static string Limits(string text) => text.Length <= LongestWords && text.Split(',').All(limit => LimitForm().IsMatch(limit))
        ? text
        : throw new FormatException("is no list of concurrency limits: NAME or NAME:NUMBER joined by commas");

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex GroupForm();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?(?::[0-9]{1,9}(?:\.[0-9]{1,9})?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LimitForm();
}
