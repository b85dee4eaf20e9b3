using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Translation;

/// <summary>
/// Pure: a plan without the pod's values, since what is shown is pasted into tickets. Of each variable and header the name is kept, of shell text the
/// size. An argument is shown where it stands in the pod just so, because arguments are what people look for; one that a variable was put into
/// (<c>--password=$(PASSWORD)</c>) may hold a secret and is shown by its size. (Those of a job script are not the pod's: they only say what runs it.)
/// </summary>
internal static class ShownPlan
{
    public static RunnerPlan Of(RunnerPlan plan, PodSpec pod)
    {
        var written = pod.InitContainers.Concat(pod.Containers).ToLookup(container => container.Name, container => container.Command.Concat(container.Args));
        PlannedContainer Shown(PlannedContainer container) => Of(container, pod.JobScript is null ? written[container.Name].SelectMany(words => words).ToHashSet() : [.. container.Args]);
        return plan with
        {
            CommandPrefix = Size(plan.CommandPrefix),
            PreExec = Size(plan.PreExec),
            InitContainers = [.. plan.InitContainers.Select(Shown)],
            Containers = [.. plan.Containers.Select(Shown)],
        };
    }

    private static PlannedContainer Of(PlannedContainer container, HashSet<string> written) => container with
    {
        Args = [.. container.Args.Select(argument => written.Contains(argument) ? argument : Size(argument))],
        Env = [.. container.Env.Select(variable => After(variable, '=', ""))],
        Startup = Of(container.Startup),
        Readiness = Of(container.Readiness),
        Liveness = Of(container.Liveness),
        PostStart = Of(container.PostStart),
        PreStop = Of(container.PreStop),
    };

    private static PlannedProbe? Of(PlannedProbe? probe) => probe is null ? null : probe with { Handler = Of(probe.Handler)! };

    private static PlannedHandler? Of(PlannedHandler? handler) =>
        handler is null ? null : handler with { Headers = [.. handler.Headers.Select(header => After(header, ':', " "))] };

    /// <summary>What is behind the first of these marks, by its size.</summary>
    private static string After(string text, char mark, string blank)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return text[..(at + 1)] + blank + Size(text[(at + 1)..].TrimStart(blank.FirstOrDefault()));
    }

    private static string Size(string text) => text.Length == 0 ? "" : $"<{Encoding.UTF8.GetByteCount(text)} bytes>";
}
