using System.Numerics;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Pods;

/// <summary>A change of a container that an operator wants to know before the pod ends.</summary>
internal abstract record ContainerChange(string Container)
{
    /// <summary>The image could not be fetched, and the runner tries again.</summary>
    public sealed record WaitsForImage(string Container, ImageWait Wait) : ContainerChange(Container);

    /// <summary>The container has started after such a wait.</summary>
    public sealed record HasImage(string Container) : ContainerChange(Container);

    /// <summary>The container failed and is started again.</summary>
    /// <param name="Container">Its name.</param>
    /// <param name="Code">The exit code of the attempt before.</param>
    /// <param name="Reason">Kubernetes' reason of that end.</param>
    /// <param name="Number">The number of the restart, from 1.</param>
    /// <param name="Pending">The restart to come; null if it has begun.</param>
    public sealed record Restarts(string Container, int Code, string Reason, int Number, PendingRestart? Pending)
        : ContainerChange(Container);
}

/// <summary>
/// Pure: finds what happened to the containers between two looks at the stream. Each try of a fetch is no change, only the first and the
/// success are. Of several restarts between two looks only the last is told, and of a long row of restarts only some.
/// </summary>
internal static class ContainerChanges
{
    public static IEnumerable<ContainerChange> Between(PodState before, PodState after)
    {
        if (ReferenceEquals(before.Run.Containers, after.Run.Containers))
            yield break;
        var was = before.Run.RunId == after.Run.RunId ? before.Run.Containers : RunView.Empty.Containers;
        foreach (var (name, run) in after.Run.Containers)
        {
            var known = was.GetValueOrDefault(name);
            if (ReferenceEquals(known, run))
                continue;
            if (run.ImageWait is { } wait && known?.ImageWait is null)
                yield return new ContainerChange.WaitsForImage(name, wait);
            // It may have ended since.
            if (run is { ImageWait: null, StartedAt: not null } && known?.ImageWait is not null)
                yield return new ContainerChange.HasImage(name);
            // After a start of the sidecar, old restarts are no news.
            if (
                before.RunIsKnown
                && NumberOf(run) is var number
                && IsTold(NumberOf(known), number)
                && run.Previous is { Exit: { Code: not 0 } exit }
            )
                yield return new ContainerChange.Restarts(
                    name,
                    exit.Code,
                    exit.OutOfMemory ? PodReasons.OOMKilled : exit.PodEnd ?? exit.Unstarted ?? PodReasons.Error,
                    number,
                    run.PendingRestart
                );
        }
    }

    /// <summary>
    /// A container that fails for days restarts every five minutes. The first restarts are told, and then the 8th, the 16th, the 32nd ...
    /// </summary>
    private static bool IsTold(int before, int number) =>
        number > before && (number <= ToldEach || before < (int)BitOperations.RoundUpToPowerOf2((uint)number + 1) / 2);

    private const int ToldEach = 4;

    private static int NumberOf(ContainerRun? run) => run?.PendingRestart?.Number ?? run?.RestartCount ?? 0;
}
