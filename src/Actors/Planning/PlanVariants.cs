using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: removes the pod's values from a plan, because people paste an explanation into tickets. Variables and headers keep their names;
/// shell text is replaced by its size. An argument stays if the pod contains exactly this text, because people look for arguments. An
/// argument with an expanded variable (<c>--password=$(PASSWORD)</c>) may contain a secret and is replaced by its size. (The arguments of a
/// job script only name its interpreter.)
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

    /// <summary>The unexpanded words of a container: of its command and arguments, its probes and hooks, and its subPaths.</summary>
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

    /// <summary>The path behind the volume's name may contain a variable's value, if it comes from a subPathExpr.</summary>
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

    /// <summary>Replaces the text behind the first such mark by its size.</summary>
    private static string After(string text, char mark, string blank)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return text[..(at + 1)] + blank + Size(text[(at + 1)..].TrimStart(blank.FirstOrDefault()));
    }

    private static string Size(string text) => text.Length == 0 ? "" : $"<{Encoding.UTF8.GetByteCount(text)} bytes>";
}

/// <summary>
/// Replaces a pod while the site tests only the path to the execute node (DummyJob). The containers have the same names, and each is a
/// short sleep on the machine itself. Nothing of the pod's data is sent.
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
