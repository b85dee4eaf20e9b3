namespace HtcondorActors.Actors.Pods;

/// <summary>When the log tells again of a trouble that lasts (pure).</summary>
internal static class TroubleTimes
{
    /// <summary>How long a trouble gathers pods before its number is told, and how long it must be gone before that is told.</summary>
    internal static readonly TimeSpan Gather = TimeSpan.FromSeconds(10);
    internal static readonly TimeSpan Again = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Doubled = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AgainAtMost = TimeSpan.FromHours(6);

    /// <summary>True after the wait, and earlier if the number of pods has doubled.</summary>
    internal static bool IsDue(TimeSpan elapsed, TimeSpan wait, int toldPods, int pods) =>
        elapsed >= wait || (elapsed >= Doubled && pods >= 2 * toldPods);

    /// <summary>The wait before the next line of a trouble that lasts.</summary>
    internal static TimeSpan After(TimeSpan wait) =>
        wait < Again ? Again
        : wait * 2 < AgainAtMost ? wait * 2
        : AgainAtMost;

    internal static string Lasting(TimeSpan time) =>
        time < TimeSpan.FromMinutes(2)
            ? FormattableString.Invariant($"{time.TotalSeconds:0} s")
            : FormattableString.Invariant($"{time.TotalMinutes:0} min");
}
