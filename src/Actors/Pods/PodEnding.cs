using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Runner;
using HtcondorActors.Actors.Translation;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// The last word about every container, from what the stream and the queue showed. Each gets an exit code; none gets a zero that
/// was not observed (a pod with a missing code counts as succeeded: protocol section 11).
/// </summary>
internal static class PodEnding
{
    /// <summary>Killed, as a shell tells it: for a container of which no end was seen.</summary>
    private const int Killed = 137;
    private const int Terminated15 = 143;

    public static (Terminated[] InitContainers, Terminated[] Containers) Of(PodState pod)
    {
        var outline = pod.Outline!;
        var inits = new List<Terminated>();
        Terminated? failed = null;
        var culprit = "";
        foreach (var container in outline.InitContainers)
        {
            var end = failed is null ? End(pod, container) : NotStarted(culprit, failed);
            inits.Add(end);
            if (failed is null && end.ExitCode != 0 && pod.Run.Containers.ContainsKey(container.Name)) (failed, culprit) = (end, container.Name);
        }
        var mains = outline.Containers.Select(container => failed is null ? End(pod, container) : NotStarted(culprit, failed));
        return ([.. inits], [.. mains]);
    }

    private static Terminated NotStarted(string culprit, Terminated failed) =>
        new(failed.ExitCode, "Error", $"not started: init container {culprit} failed with exit code {failed.ExitCode}", null, null);

    private static Terminated End(PodState pod, ContainerOutline container)
    {
        pod.Run.Containers.TryGetValue(container.Name, out var run);
        return run?.Exit is { } exit ? Observed(pod, run, exit) : Unobserved(pod, run);
    }

    private static Terminated Observed(PodState pod, ContainerRun run, ContainerExit exit)
    {
        // Stopped from outside is no success, however politely the program ended.
        if (exit is { Stopped: true, Code: 0 })
            return new(Terminated15, "Error", $"{Cause(pod)}; the container ended with 0 when told to stop", run.StartedAt, exit.At);
        var message = exit.Stopped ? Cause(pod) : run.Note ?? (exit.Code > 128 ? $"killed by signal {exit.Code - 128}" : null);
        return new(exit.Code, exit.Code == 0 ? "Completed" : "Error", message, run.StartedAt, exit.At);
    }

    private static Terminated Unobserved(PodState pod, ContainerRun? run)
    {
        var code = pod.Ad switch
        {
            // The runner could not run the pod at all, and said so about no container.
            _ when pod.Run.End is { Stopped: false, Code: not 0 } end => end.Code,
            { Status: JobStatus.Completed, ExitSignal: { } signal } => 128 + signal,
            { Status: JobStatus.Completed, ExitCode: { } exit and not 0 } => exit,
            _ => Killed,
        };
        return new(code, "Error", run?.Note ?? pod.Run.Note ?? Cause(pod), run?.StartedAt, pod.Ad?.CompletedAt);
    }

    /// <summary>Why the job ended without its containers having told so.</summary>
    private static string Cause(PodState pod) => pod.Ad switch
    {
        _ when pod.TimesMissed > 0 => $"job {pod.Job} was lost: it is neither in HTCondor's queue nor in its history",
        { Status: JobStatus.Removed, RemoveReason: { Length: > 0 } reason } => $"job {pod.Job} was removed: {reason}",
        { Status: JobStatus.Removed } => $"job {pod.Job} was removed",
        { HoldReason: { Length: > 0 } reason } => $"job {pod.Job} was held: {reason}",
        { ExitSignal: { } signal } => $"job {pod.Job} was killed by signal {signal}",
        { ExitCode: { } code } => $"job {pod.Job} ended with {code} without a word about this container",
        _ => $"job {pod.Job} ended without a word about this container",
    };
}
