using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Sidecar containers: init containers that keep running beside the main containers. While any init container runs, the Virtual Kubelet
/// shows the pod as Pending and hides its containers (docs/interlink-protocol.md, "From a status to a phase"). So a sidecar container is
/// reported as ended with 0 once it has started (ADR 3).
/// </summary>
internal static class Sidecars
{
    private const string Words = "started; runs beside the containers until they end";

    /// <summary>
    /// True if the container's probe has succeeded, or if the runner has gone on to a later container. The start frame alone is not enough:
    /// the next frame may say that the container is not ready, and an end that was reported cannot become waiting again.
    /// </summary>
    public static bool HasStarted(PodState pod, ContainerOutline sidecar) =>
        ContainerRuns.Of(pod, sidecar) is { FirstStartedAt: not null } run
        && (run.HasBeenReady || Later(pod.Outline!, sidecar).Any(pod.Run.Containers.ContainsKey));

    public static Terminated Started(ContainerRun run) => new(0, PodReasons.Completed, Words, run.FirstStartedAt, null);

    /// <summary>The container's exit code does not count, but the message says how it ended.</summary>
    public static Terminated Ended(PodState pod, ContainerRun run)
    {
        if ((run.Ended ?? (run.PendingRestart is null ? null : run.Previous)) is not { } ended)
            return Started(run) with { Message = Words + "; its end was not seen" };
        var words = AttemptEnd.Of(pod, ended).Message;
        return new(
            0,
            PodReasons.Completed,
            $"{Words}; ended with {ended.Exit.Code}{(words is null ? "" : ": " + words)}",
            run.FirstStartedAt,
            ended.Exit.At
        );
    }

    private static IEnumerable<string> Later(PodOutline pod, ContainerOutline sidecar) =>
        pod.InitContainers.SkipWhile(c => c.Name != sidecar.Name).Skip(1).Concat(pod.Containers).Select(c => c.Name);
}
