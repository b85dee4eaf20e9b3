using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Init containers that go on beside the containers. While any init container runs the Virtual Kubelet shows the pod as Pending and hides
/// its containers (docs/interlink-protocol.md, "From a status to a phase"), so one that has started is told as ended
/// with 0 from then on (ADR 3).
/// </summary>
internal static class Sidecars
{
    private const string Words = "started; runs beside the containers until they end";

    /// <summary>
    /// Its probe has said so, or the runner has gone on to a later container. The start alone does not tell: the frame after it may say
    /// that it is not ready, and what has been told as ended cannot be told as waiting any more.
    /// </summary>
    public static bool HasStarted(PodState pod, ContainerOutline sidecar) =>
        ContainerRuns.Of(pod, sidecar) is { FirstStartedAt: not null } run
        && (run.HasBeenReady || Later(pod.Outline!, sidecar).Any(pod.Run.Containers.ContainsKey));

    public static Terminated Started(ContainerRun run) => new(0, "Completed", Words, run.FirstStartedAt, null);

    /// <summary>Its exit code does not count, but what became of it is said.</summary>
    public static Terminated Ended(PodState pod, ContainerRun run)
    {
        if ((run.Ended ?? (run.PendingRestart is null ? null : run.Previous)) is not { } ended)
            return Started(run) with { Message = Words + "; its end was not seen" };
        var words = AttemptEnd.Of(pod, ended).Message;
        return new(
            0,
            "Completed",
            $"{Words}; ended with {ended.Exit.Code}{(words is null ? "" : ": " + words)}",
            run.FirstStartedAt,
            ended.Exit.At
        );
    }

    private static IEnumerable<string> Later(PodOutline pod, ContainerOutline sidecar) =>
        pod.InitContainers.SkipWhile(c => c.Name != sidecar.Name).Skip(1).Concat(pod.Containers).Select(c => c.Name);
}
