using System.Globalization;
using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: the further submit commands of a pod's job: first the site's, then the flavor's, then those of the pod's annotations that the site
/// allows. A later command of the same name wins, except that all requirements must hold.
/// </summary>
public static partial class PodSubmitCommands
{
    private const string RequireGpus = "require_gpus";
    private const string WallTime = "+MaxWallTimeMins";
    private const int LongestWords = 255;

    /// <summary>The annotation, the submit command that it becomes, and the function that reads its value.</summary>
    private static readonly (string Annotation, string Command, Func<string, string> Read)[] Known =
    [
        ("accounting-group", "accounting_group", Group),
        ("priority", "priority", Priority),
        ("requirements", SubmitCommand.Requirements, SubmitExpression.Read),
        ("rank", "rank", SubmitExpression.Read),
        ("concurrency-limits", "concurrency_limits", Limits),
        ("require-gpus", RequireGpus, SubmitExpression.Read),
        ("nice-user", "nice_user", Truth),
    ];

    /// <summary>All annotations that become submit commands.</summary>
    internal static IEnumerable<string> Annotations => Known.Select(known => known.Annotation);

    /// <summary>The names that <c>AllowedSubmitCommands</c> may contain.</summary>
    public static IEnumerable<string> Names => Known.Select(known => known.Command);

    /// <param name="pod">The pod as the request describes it.</param>
    /// <param name="site">The site's policy, with its own commands and those that it allows.</param>
    /// <param name="resources">The job's resource requests.</param>
    /// <param name="deadline">How many seconds the job may run; null for no limit.</param>
    internal static IReadOnlyList<KeyValuePair<string, string>> Of(
        PodSpec pod,
        SitePolicy site,
        PodResources resources,
        long? deadline,
        FieldFaults faults
    )
    {
        var own = Known.SelectMany(known => OwnCommand(known, pod, site, resources, faults));
        KeyValuePair<string, string>[] limit = deadline is { } seconds
            ? [new(WallTime, ((seconds + 59) / 60).ToString(CultureInfo.InvariantCulture))]
            : [];
        IEnumerable<KeyValuePair<string, string>> flavors = resources.Flavor is { } flavor ? flavor.SubmitCommands : [];

        var all = site.SubmitCommands.Concat(flavors).Concat(resources.Others).Concat(limit).Concat(own);
        var last = all.GroupBy(command => command.Key, StringComparer.OrdinalIgnoreCase)
            .Select(same =>
                SubmitCommand.IsRequirements(same.Key)
                    ? KeyValuePair.Create(SubmitCommand.Requirements, And([.. same.Select(command => command.Value)]))
                    : same.Last()
            );
        // Without a GPU request, condor_submit would report the command as unused, like a typo.
        return last.Where(command => resources.Gpus > 0 || !command.Key.Equals(RequireGpus, StringComparison.OrdinalIgnoreCase)).ToArray();
    }

    private static KeyValuePair<string, string>[] OwnCommand(
        (string Annotation, string Command, Func<string, string> Read) known,
        PodSpec pod,
        SitePolicy site,
        PodResources resources,
        FieldFaults faults
    )
    {
        if (AnnotationKeys.Find(pod, known.Annotation) is not var (field, text))
            return [];
        if (!site.AllowedSubmitCommands.Contains(known.Command, StringComparer.OrdinalIgnoreCase))
            return Refused($"this site does not let pods set {known.Command} (AllowedSubmitCommands)");
        if (known.Command == RequireGpus && resources.Gpus == 0)
            return Refused("the pod asks for no GPU");
        try
        {
            return [KeyValuePair.Create(known.Command, known.Read(text.Trim()))];
        }
        catch (FormatException fault)
        {
            return Refused(fault.Message);
        }

        KeyValuePair<string, string>[] Refused(string words) => faults.Add<KeyValuePair<string, string>[]>(field, words, []);
    }

    private static string And(IReadOnlyList<string> expressions) =>
        expressions.Count == 1 ? expressions[0] : string.Join(" && ", expressions.Select(expression => $"({expression})"));

    private static string Priority(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : throw new FormatException("is no whole number");

    private static string Truth(string text) => text is "true" or "false" ? text : throw new FormatException("is neither true nor false");

    private static string Group(string text) =>
        text.Length <= LongestWords && GroupForm().IsMatch(text)
            ? text
            : throw new FormatException("is no accounting group: words of letters, digits, _ and - joined by dots");

    private static string Limits(string text) =>
        text.Length <= LongestWords && text.Split(',').All(limit => LimitForm().IsMatch(limit))
            ? text
            : throw new FormatException("is no list of concurrency limits: NAME or NAME:NUMBER joined by commas");

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex GroupForm();

    [GeneratedRegex(
        @"\A[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?(?::[0-9]{1,9}(?:\.[0-9]{1,9})?)?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex LimitForm();
}
