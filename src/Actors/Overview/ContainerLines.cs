using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Overview;

/// <summary>The lines of a timeline for what the job's stream newly showed of the containers (pure).</summary>
internal static class ContainerLines
{
    public static IEnumerable<TimelineEntry> Of(DateTimeOffset at, PodState before, PodState pod)
    {
        var isNewRun = pod.Run.RunId != before.Run.RunId;
        if (isNewRun && pod.Run.RunId is not null)
            yield return Line(pod.Run.BeganAt ?? at, "run begins", before.Run.RunId is null ? null : "HTCondor started the job again");
        var was = isNewRun ? RunView.Empty : before.Run;
        if (pod.Run.NodeFault is { } fault && was.NodeFault is null)
            yield return Line(at, "node unfit", $"{fault.Machine}: {fault.Words}");
        foreach (var (name, run) in pod.Run.Containers)
        foreach (var line in OfContainer(at, name, was.Containers.GetValueOrDefault(name), run))
            yield return line;
        if (pod.Run.End is { } end && was.End is null)
            yield return Line(end.At, "run ended", $"exit code {end.Code}{(end.PodEnd is { } reason ? ", " + reason : "")}");
    }

    private static IEnumerable<TimelineEntry> OfContainer(DateTimeOffset at, string name, ContainerRun? before, ContainerRun run)
    {
        if (run.ImageWait is { } image && image != before?.ImageWait)
            yield return Line(at, "image not fetched", $"{name}: {image.Words}");
        if (run.Previous is { } ended && ended != before?.Previous && before?.Exit != ended.Exit)
            yield return Ended(name, ended.Exit, ended.Note);
        if (run.PendingRestart is { } restart && restart != before?.PendingRestart)
            yield return Line(at, "restart planned", $"{name}: restart {restart.Number} after {restart.After.TotalSeconds} s");
        if (run.StartedAt is { } started && started != before?.StartedAt)
            yield return Line(started, "started", name);
        if (run.Unready != before?.Unready && run.StartedAt is not null && run.Exit is null)
            yield return Line(at, run.Unready is null ? "ready" : "not ready", run.Unready is { } why ? $"{name}: {why}" : name);
        if (run.Exit is { } exit && exit != before?.Exit)
            yield return Ended(name, exit, run.Note);
    }

    private static TimelineEntry Ended(string name, ContainerExit exit, string? note)
    {
        var why = exit.OutOfMemory ? PodReasons.OOMKilled : exit.PodEnd ?? exit.Unstarted ?? note;
        return Line(exit.At, "ended", $"{name}: exit code {exit.Code}{(why is null ? "" : ", " + why)}");
    }

    private static TimelineEntry Line(DateTimeOffset at, string what, string? detail) =>
        new(at, TimelineLane.Container, what, detail is null ? null : OneLine.Of(detail), IsDurable: false);
}
