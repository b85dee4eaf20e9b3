using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>What may be told of a pod, given what was told before and what truly happened.</summary>
internal static class ModelReported
{
    public static IEnumerable<string> Broken(
        PodState pod,
        PodStatus? before,
        PodStatus told,
        IReadOnlyList<ModelStream> runs,
        bool completedWith0 = false
    )
    {
        var over = told.Containers.All(c => c.State is Terminated);
        if (over != pod.Stage is Stage.Finished or Stage.Refused)
            yield return $"the pod's end is told in {pod.Stage}";
        var reached = told.InitContainers.TakeWhile(c => c.State is Terminated).Count();
        if (told.InitContainers.Skip(reached + 1).Any(c => c.State is not Waiting))
            yield return "an init container is further than an earlier one";
        if (reached < told.InitContainers.Count && told.Containers.Any(c => c.State is not Waiting))
            yield return "a container is further than the init containers";
        foreach (var c in told.InitContainers.Concat(told.Containers))
        {
            if (c.State is Waiting { Message.Length: > StatusMessages.Longest })
                yield return $"{c.Name}: a long message";
            // The runner ends with 0 only when every container did.
            if (c.State is Terminated { ExitCode: 0 } && !completedWith0 && !IsSeen(pod, c.Name, runs))
                yield return $"{c.Name}: a success that nobody saw";
            if (c.State is Terminated { StartedAt: { } start, FinishedAt: { } end } && start > end)
                yield return $"{c.Name}: ended before it started";
        }
        if (before is null)
            yield break;
        // Another run of the same job may tell another end; until it does, the one that was told stays.
        foreach (var (was, now) in before.InitContainers.Concat(before.Containers).Zip(told.InitContainers.Concat(told.Containers)))
        {
            if (now.RestartCount < was.RestartCount)
                yield return $"{now.Name}: fewer restarts than before";
            if (
                was.State is Terminated ended
                && !(runs.Count > 1 && now.State is Terminated)
                && !StaysSo(ended, now.State, IsSidecar(pod, now.Name))
            )
                yield return $"{now.Name}: {ended} became {now.State}";
        }
    }

    private static bool StaysSo(Terminated was, ContainerState now, bool isSidecar) =>
        now is Terminated ended
        && (was.ExitCode, was.StartedAt) == (ended.ExitCode, ended.StartedAt)
        && (isSidecar || was.FinishedAt == ended.FinishedAt);

    private static bool IsSidecar(PodState pod, string name) => pod.Outline!.InitContainers.Any(c => c.IsSidecar && c.Name == name);

    private static bool IsSeen(PodState pod, string name, IReadOnlyList<ModelStream> runs)
    {
        var outline = pod.Outline!;
        if (outline.InitContainers.Concat(outline.Containers).Single(c => c.Name == name).IsNotOffloaded)
            return true;
        if (outline.IsJobScript && outline.InitContainers.Any(c => c.Name == name))
            return runs.Any(run => run.HasStarted);
        return runs.Any(run => run.HasSucceeded(name)) || (IsSidecar(pod, name) && runs.Any(run => run.HasLetOthersBegin(name)));
    }
}
