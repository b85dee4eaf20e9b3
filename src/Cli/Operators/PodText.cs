using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Cli.Operators;

/// <summary>Pure: everything that is known of one pod, in words.</summary>
internal static class PodText
{
    private const int Width = 15;

    public static IEnumerable<string> Lines(PodDetail detail, DateTimeOffset now)
    {
        foreach (var line in Lines(detail.Pod, detail.Reason, now))
            yield return line;
        foreach (var container in detail.Containers)
            yield return Line(container.IsInit ? "Init container" : "Container", ContainerOf(container, now));
        if (detail.Stale is { } trouble)
            yield return Line("As of", Staleness(detail.AsOf, trouble));
    }

    public static IEnumerable<string> Lines(PodOverview pod, PodReason? reason, DateTimeOffset now)
    {
        yield return $"Pod {pod.Namespace}/{pod.Name}";
        (string Name, string? Text)[] rows =
        [
            ("UID", pod.Uid.Value),
            ("Stage", $"{PodColumns.StageOf(pod.Stage)}, since {When(pod.Since, now)}"),
            ("Reason", reason is null ? pod.Reason : $"{pod.Reason}: {reason.Meaning}"),
            ("Message", pod.Message),
            ("Whose problem", pod.Owner == ReasonOwner.Nobody ? null : WhoseProblem(pod.Owner)),
            ("What to do", pod.Remedy),
            ("More", reason?.DocAnchor),
            ("Waits for", pod.WaitsFor),
            ("Next try", pod.NextTryAt is { } next ? $"{UtcTime.Of(next)} (in {Ages.Of(next - now)})" : null),
            ("Last failure", pod.LastFailure is { } failure ? failure + InARow(pod.Failures) : null),
            ("Hold", pod.Hold),
            ("Job", JobOf(pod)),
            ("Slot", pod.SlotHost),
            ("Kubernetes node", pod.Node),
            ("Containers", $"{Number(pod.ReadyContainers)} of {Number(pod.Containers)} ready, {Count(pod.Restarts, "restart")}"),
            ("Asks for", AsksFor(pod)),
            ("Uses", Uses(pod)),
            ("Accepted", pod.AcceptedAt is { } accepted ? When(accepted, now) : null),
        ];
        foreach (var (name, text) in rows)
            if (text is not null)
                yield return Line(name, text);
    }

    /// <summary>Says how old an answer is.</summary>
    public static string Staleness(DateTimeOffset? asOf, string trouble) =>
        asOf is { } seen
            ? $"{UtcTime.Of(seen)}; the schedd has not answered since: {trouble}"
            : $"the start of the sidecar; the schedd has not answered yet: {trouble}";

    private static string Line(string name, string text) => $"  {name.PadRight(Width)}  {OneLine.Of(text, 2000)}";

    private static string When(DateTimeOffset time, DateTimeOffset now) => $"{UtcTime.Of(time)} ({Ages.Of(now - time)} ago)";

    private static string WhoseProblem(ReasonOwner owner) =>
        owner switch
        {
            ReasonOwner.User => "the user: the person who wrote the pod",
            ReasonOwner.Site => "the site: the administrators of the batch farm",
            _ => "the sidecar: the administrators of this sidecar and its host",
        };

    private static string ContainerOf(PodContainer container, DateTimeOffset now)
    {
        var why = container.Reason is { } reason ? $" ({reason})" : "";
        var state = container switch
        {
            { State: null } => "state not known",
            { State: "running", StartedAt: { } started } => $"running since {When(started, now)}",
            { ExitCode: { } code } => $"terminated with exit code {Number(code)}{why}",
            _ => container.State + why,
        };
        var ready = container is { State: "running", Ready: false } ? ", not ready" : "";
        var restarts = container.Restarts > 0 ? ", " + Count(container.Restarts, "restart") : "";
        return $"{container.Name}: {state}{ready}{restarts}; image {container.Image}";
    }

    private static string? JobOf(PodOverview pod)
    {
        if (pod.JobId is not { } job)
            return pod.Attempt > 0 ? $"none yet, submit {Number(pod.Attempt)}" : null;
        var global = pod.GlobalJobId is { } id ? $" ({id})" : "";
        // The schedd counts a start late, and a short job may have ended by then.
        var starts = pod.JobStarts switch
        {
            0 => "",
            1 => ", started once",
            var times => $", started {Number(times)} times",
        };
        return $"{job}{global}, submit {Number(pod.Attempt)}{starts}";
    }

    private static string AsksFor(PodOverview pod) =>
        string.Join(
            ", ",
            (
                (string?[])
                    [
                        Count(pod.Cpus, "CPU"),
                        PodColumns.Memory(pod.MemoryMiB) + " memory",
                        pod.DiskKiB is { } disk ? PodColumns.Memory(disk / 1024) + " disk" : null,
                        pod.Gpus > 0 ? Count(pod.Gpus, "GPU") : null,
                    ]
            ).OfType<string>()
        );

    private static string? Uses(PodOverview pod) =>
        pod.JobStarts == 0 || (pod.UsedCpuSeconds is null && pod.UsedMemoryMiB is null)
            ? null
            : string.Join(
                ", ",
                (
                    (string?[])
                        [
                            pod.UsedMemoryMiB is { } memory ? PodColumns.Memory(memory) + " memory" : null,
                            pod.UsedCpuSeconds is { } cpu ? Ages.Of(TimeSpan.FromSeconds(cpu)) + " of CPU time so far" : null,
                        ]
                ).OfType<string>()
            );

    private static string InARow(int failures) => failures > 1 ? $" ({Number(failures)} in a row)" : "";

    private static string Count(long number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
