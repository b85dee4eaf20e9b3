using System.Globalization;
using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: the part of a plan that concerns the pod as a whole, for containers and for job scripts.</summary>
internal static class PodPlanSection
{
    public static RunnerPlan Of(PodSpec pod, SitePolicy site, TimeSpan grace, FieldFaults faults)
    {
        var deadline = PodDeadline.Of(pod, faults);
        return new RunnerPlan
        {
            Uid = pod.Uid,
            PodName = pod.Name,
            Namespace = pod.Namespace,
            Grace = grace,
            Apptainer = site.SingularityPath,
            CommandPrefix = site.CommandPrefix,
            PreExec = PreExecText.Of(pod, site, faults),
            PodIp = PodAnnotations.PodIp(pod, faults),
            DeadlineSeconds = deadline.Seconds,
            DeadlineWords = deadline.Words,
            LogLimit = site.MaxLogMiB << 20,
            Archive = "",
            EmptyDirs = [],
            InitContainers = [],
            Containers = [],
        };
    }
}

/// <summary>Pure: how long a pod may run. It is the smaller of spec.activeDeadlineSeconds and the annotation.</summary>
/// <param name="Seconds">The limit in seconds; null for no limit.</param>
/// <param name="Words">The name of the limit, for messages: <c>activeDeadlineSeconds (60 s)</c>.</param>
internal sealed partial record PodDeadline(long? Seconds, string Words)
{
    public const string Annotation = "wall-time";

    /// <summary>Kubernetes' own bound of activeDeadlineSeconds.</summary>
    private const long Longest = int.MaxValue;

    public static PodDeadline Of(PodSpec pod, FieldFaults faults)
    {
        PodDeadline?[] limits =
        [
            pod.ActiveDeadlineSeconds is { } seconds
                ? new(Bounded("spec.activeDeadlineSeconds", seconds, faults), $"activeDeadlineSeconds ({seconds} s)")
                : null,
            AnnotationKeys.Find(pod, Annotation) is var (field, text) && Read(field, text.Trim(), faults) is { } time
                ? new(Bounded(field, time, faults), $"{Annotation} ({text.Trim()})")
                : null,
        ];
        return limits.OfType<PodDeadline>().MinBy(limit => limit.Seconds) ?? new PodDeadline(null, "");
    }

    /// <summary>Reads seconds, or amounts with their units from large to small: <c>2h</c>, <c>1h30m</c>, <c>90m</c>, <c>1d</c>.</summary>
    private static long? Read(string field, string text, FieldFaults faults)
    {
        var match = Duration().Match(text);
        if (!match.Success || text.Length == 0)
            return faults.Add<long?>(field, $"{OneLine.Quoted(text)} is no time: seconds, or a number with d, h, m or s", null);
        long Amount(string unit) => match.Groups[unit].Success ? long.Parse(match.Groups[unit].Value, CultureInfo.InvariantCulture) : 0;
        return ((Amount("d") * 24 + Amount("h")) * 60 + Amount("m")) * 60 + Amount("s");
    }

    private static long Bounded(string field, long seconds, FieldFaults faults) =>
        seconds is >= 1 and <= Longest ? seconds : faults.Add(field, $"{seconds} s is outside 1 to {Longest} s", Longest);

    [GeneratedRegex(
        @"\A(?:(?<s>[0-9]{1,10})|(?:(?<d>[0-9]{1,9})d)?(?:(?<h>[0-9]{1,9})h)?(?:(?<m>[0-9]{1,9})m)?(?:(?<s>[0-9]{1,10})s)?)\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Duration();
}
