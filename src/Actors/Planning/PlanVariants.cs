using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: a plan without the pod's values, since what is shown is pasted into tickets. Of each variable and header the name is kept, of
/// shell text the size. An argument is shown where it stands in the pod just so, because arguments are what people look for; one that a
/// variable was put into (<c>--password=$(PASSWORD)</c>) may hold a secret and is shown by its size. (Those of a job script are not the
/// pod's: they only say what runs it.)
/// </summary>
internal static class RedactedPlan
{
    public static RunnerPlan Of(RunnerPlan plan, PodSpec pod)
    {
        var written = pod.InitContainers.Concat(pod.Containers).ToDictionary(container => container.Name, Written);
        PlannedContainer Shown(PlannedContainer container) =>
            Of(container, pod.JobScript is null ? written[container.Name] : [.. container.Args]);
        return plan with
        {
            CommandPrefix = Size(plan.CommandPrefix),
            PreExec = Size(plan.PreExec),
            InitContainers = [.. plan.InitContainers.Select(Shown)],
            Containers = [.. plan.Containers.Select(Shown)],
        };
    }

    /// <summary>The words of a container as they stand in the pod: of its command and arguments, its probes and hooks, and its
    /// subPaths.</summary>
    private static HashSet<string> Written(ContainerSpec container)
    {
        HandlerSpec?[] handlers =
        [
            container.StartupProbe?.Handler,
            container.ReadinessProbe?.Handler,
            container.LivenessProbe?.Handler,
            container.PostStart,
            container.PreStop,
        ];
        return
        [
            .. container.Command,
            .. container.Args,
            .. handlers.OfType<ExecHandler>().SelectMany(exec => exec.Command),
            .. container.Mounts.Select(mount => string.Join('/', PathText.Parts(mount.SubPath ?? ""))),
        ];
    }

    private static PlannedContainer Of(PlannedContainer container, HashSet<string> written) =>
        container with
        {
            Args = Words(container.Args, written),
            Env = [.. container.Env.Select(variable => After(variable, '=', ""))],
            Binds = [.. container.Binds.Select(bind => bind with { Source = Source(bind.Source, written) })],
            Startup = Of(container.Startup, written),
            Readiness = Of(container.Readiness, written),
            Liveness = Of(container.Liveness, written),
            PostStart = Of(container.PostStart, written),
            PreStop = Of(container.PreStop, written),
        };

    private static string[] Words(IReadOnlyList<string> words, HashSet<string> written) =>
        [.. words.Select(word => written.Contains(word) ? word : Size(word))];

    /// <summary>What a subPathExpr has put behind the volume's name is a variable's value.</summary>
    private static string Source(string source, HashSet<string> written) =>
        source.Split('/', 3) is ["volumes", var volume, var below] && !written.Contains(below) ? $"volumes/{volume}/{Size(below)}" : source;

    private static PlannedProbe? Of(PlannedProbe? probe, HashSet<string> written) =>
        probe is null ? null : probe with { Handler = Of(probe.Handler, written)! };

    private static PlannedHandler? Of(PlannedHandler? handler, HashSet<string> written) =>
        handler is null
            ? null
            : handler with
            {
                Args = Words(handler.Args, written),
                Headers = [.. handler.Headers.Select(header => After(header, ':', " "))],
            };

    /// <summary>What is behind the first of these marks, by its size.</summary>
    private static string After(string text, char mark, string blank)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return text[..(at + 1)] + blank + Size(text[(at + 1)..].TrimStart(blank.FirstOrDefault()));
    }

    private static string Size(string text) => text.Length == 0 ? "" : $"<{Encoding.UTF8.GetByteCount(text)} bytes>";
}

/// <summary>
/// Stands in for a pod when the site tries the way and not the pod: the same containers by name, each a short sleep on the machine itself.
/// Nothing of the pod's data goes along.
/// </summary>
internal static class DummyPod
{
    public static RunnerPlan Of(RunnerPlan plan) =>
        plan with
        {
            Archive = "",
            EmptyDirs = [],
            MemoryDirs = [],
            HostPaths = [],
            PreExec = "",
            RegistryAuth = "",
            Hostname = "",
            HostsLines = [],
            ResolvLines = [],
            ResolvIsWhole = false,
            InitContainers = [.. plan.InitContainers.Select(c => Sleep(c, "1"))],
            Containers = [.. plan.Containers.Select(c => Sleep(c, "10"))],
        };

    private static PlannedContainer Sleep(PlannedContainer container, string seconds) =>
        new()
        {
            Name = container.Name,
            Mode = ContainerMode.Host,
            Args = ["sleep", seconds],
        };
}
