using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// Pure: the answer of a health endpoint, in the text form of the Kubernetes API server (apiserver: pkg/server/healthz/healthz.go). Two
/// things differ: a failure is a 503 (there a 500), and a part that is in trouble and does not make the check fail is
/// <c>[+]NAME degraded since TIME: reason withheld</c>.
/// </summary>
internal sealed record HealthAnswer(int Status, string Text)
{
    /// <param name="name">The endpoint, such as <c>readyz</c>.</param>
    /// <param name="checks">Its checks.</param>
    /// <param name="degraded">The troubles that it shows besides.</param>
    /// <param name="excluded">The names of checks that do not count.</param>
    /// <param name="isVerbose">Show each check although all pass. If one fails, each is shown anyway.</param>
    /// <param name="withReasons">Name the reasons. Without it everybody who reaches the listener may read the answer.</param>
    public static HealthAnswer Of(
        string name,
        IReadOnlyList<HealthCheck> checks,
        IReadOnlyList<HealthTrouble> degraded,
        IReadOnlyList<string> excluded,
        bool isVerbose,
        bool withReasons = false
    )
    {
        var (text, hasFailed) = (new StringBuilder(), false);
        foreach (var check in checks)
        {
            var isExcluded = excluded.Contains(check.Name);
            hasFailed |= check.Fault is not null && !isExcluded;
            text.Append(
                isExcluded ? $"[+]{check.Name} excluded: ok\n"
                : check.Fault is null ? $"[+]{check.Name} ok\n"
                : $"[-]{check.Name} failed: {Reason(check.Fault)}\n"
            );
        }
        foreach (var (source, words, since) in degraded)
            text.Append(
                excluded.Contains(source)
                    ? $"[+]{source} excluded: ok\n"
                    : $"[+]{source} degraded since {UtcTime.Of(since)}: {Reason(words)}\n"
            );
        string[] unknown =
        [
            .. excluded
                .Except(checks.Select(check => check.Name))
                .Except(degraded.Select(trouble => trouble.Source))
                .Order(StringComparer.Ordinal),
        ];
        if (unknown.Length > 0)
            text.Append(
                $"warn: some health checks cannot be excluded: no matches for {string.Join(',', unknown.Select(OneLine.Quoted))}\n"
            );
        if (hasFailed)
            return new(StatusCodes.Status503ServiceUnavailable, text.Append($"{name} check failed\n").ToString());
        return new(StatusCodes.Status200OK, isVerbose ? text.Append($"{name} check passed\n").ToString() : "ok");

        string Reason(string words) => withReasons ? OneLine.Of(words) : "reason withheld";
    }

    /// <summary>The answer about one check, with the reason; null if there is no such check.</summary>
    public static HealthAnswer? OfOne(string name, IReadOnlyList<HealthCheck> checks, IReadOnlyList<HealthTrouble> degraded)
    {
        if (checks.FirstOrDefault(check => check.Name == name) is { } check)
            return check.Fault is { } fault
                ? new(StatusCodes.Status503ServiceUnavailable, $"service unavailable: {OneLine.Of(fault)}\n")
                : new(StatusCodes.Status200OK, "ok");
        return degraded.FirstOrDefault(trouble => trouble.Source == name) is { } trouble
            ? new(StatusCodes.Status200OK, $"degraded: {OneLine.Of(trouble.ToString())}\n")
            : null;
    }
}
