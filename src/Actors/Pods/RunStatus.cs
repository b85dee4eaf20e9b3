using System.Globalization;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// The state of each container while the job runs, from the stream. An end is reported only if no later frame can revoke it.
/// </summary>
/// <param name="Otherwise">The state of a waiting container of which the stream says nothing.</param>
internal readonly record struct RunStatus(PodState Pod, Waiting Otherwise)
{
    public (ContainerState[] InitContainers, ContainerState[] Containers) Of()
    {
        var turn = true;
        var inits = new List<ContainerState>();
        foreach (var container in Pod.Outline!.InitContainers)
        {
            inits.Add(turn ? InitState(container) : WaitsForInitContainers);
            turn &= inits[^1] is Terminated { ExitCode: 0 };
        }
        var own = new Dictionary<string, ContainerState>();
        foreach (var container in Pod.Outline.Containers.Where(c => !c.IsNotOffloaded))
            own[container.Name] = turn ? State(container, isInit: false) : WaitsForInitContainers;
        if (own.Count > 0 && own.Values.All(state => state is Terminated))
            KeepLastOneRunning(own);
        return ([.. inits], NotOffloadedStatus.StatesOfAll(Pod, own));
    }

    private Waiting WaitsForInitContainers =>
        new(PodReasons.PodInitializing, Pod.Run.RunId is null ? Otherwise.Message : "waits for the init containers");

    // Only the durable fact PodFinished reports that all containers have ended. Until then, usually for milliseconds, the container whose
    // end was read last counts as running. It must be that one: all others may already have been reported as ended, perhaps in an earlier
    // run.
    private void KeepLastOneRunning(Dictionary<string, ContainerState> own)
    {
        var pod = Pod;
        var name =
            pod.Run.ExitOrder.LastOrDefault(each => own.ContainsKey(each) && !EarlierRunMerge.EndedInEarlierRun(pod, each))
            ?? pod.Earlier.ExitOrder.LastOrDefault(own.ContainsKey)
            ?? own.Keys.Last();
        own[name] = ((Terminated)own[name]).StartedAt is { } started ? new Running(started) : new Waiting(PodReasons.ContainerCreating);
    }

    private ContainerState InitState(ContainerOutline container)
    {
        if (container.IsNotOffloaded)
            return NotOffloadedStatus.Ended;
        if (Pod.Outline!.IsJobScript && (JobScripts.HasStarted(Pod) || (Before is { } earlier && JobScripts.HasStarted(earlier))))
            return JobScripts.InitDone;
        if (container.IsSidecar && Sidecars.HasStarted(Pod, container))
            return Sidecars.Started(ContainerRuns.Of(Pod, container)!);
        if (container.IsSidecar && Before is { } before && Sidecars.HasStarted(before, container))
            return Sidecars.Started(ContainerRuns.Of(before, container)!);
        return State(container, isInit: true);
    }

    private ContainerState State(ContainerOutline container, bool isInit)
    {
        var run = ContainerRuns.Of(Pod, container);
        if ((LastEnd(Pod, container, isInit) ?? (Before is { } before ? LastEnd(before, container, isInit) : null)) is { } last)
            return last;
        if (run is null)
            return !isInit && RepeatedInitMessage is { } again ? new Waiting(PodReasons.ContainerCreating, again) : Otherwise;
        if (run.ImageWait is { } image)
            return new Waiting(image.Reason, image.Words);
        if (run is { PendingRestart: { } restart })
            return new Waiting(PodReasons.CrashLoopBackOff, BackOff(restart, run));
        if (run.StartedAt is not { } started)
            return run.Note is { } note ? new Waiting(PodReasons.ContainerCreating, note) : Otherwise;
        return run.Unready is { } why ? new Waiting(PodReasons.ContainerNotReady, why) : new Running(started);
    }

    /// <summary>
    /// The pod as its earlier runs showed it; null in the first run. When HTCondor runs the job again, an end that was reported stays until
    /// this run shows another end: Kubernetes rejects a terminated container that runs again.
    /// </summary>
    private PodState? Before => Pod.Earlier.Containers.Count > 0 ? Pod with { Run = Pod.Earlier } : null;

    /// <summary>
    /// The message of waiting containers while an init container runs again that an earlier run has already reported as ended.
    /// </summary>
    private string? RepeatedInitMessage
    {
        get
        {
            var here = this;
            if (Before is null || Pod.Outline!.InitContainers.FirstOrDefault(c => !c.IsNotOffloaded && !here.IsDone(c)) is not { } init)
                return null;
            if (ContainerRuns.Of(Pod, init) is not { } run)
                return null;
            return $"init container {init.Name}, again: "
                + $"{run.ImageWait?.Words ?? (run.PendingRestart is { } restart ? BackOff(restart, run) : run.Note ?? "it runs")}";
        }
    }

    private bool IsDone(ContainerOutline init) =>
        init.IsSidecar ? Sidecars.HasStarted(Pod, init) : LastEnd(Pod, init, isInit: true) is not null;

    private static Terminated? LastEnd(PodState pod, ContainerOutline container, bool isInit) =>
        ContainerRuns.Of(pod, container)?.Ended is { } ended
        && IsLast(pod, ContainerRuns.ReportingContainer(pod.Outline!, container), ended, isInit)
            ? AttemptEnd.Of(pod, ended)
            : null;

    /// <param name="pod">The pod.</param>
    /// <param name="name">A container's name in the stream.</param>
    /// <param name="run">What one of the job's runs showed of the container.</param>
    public static bool HasFinallyEnded(PodState pod, string name, ContainerRun run)
    {
        if (run.Ended is not { } ended)
            return false;
        return pod.Outline!.InitContainers.FirstOrDefault(c => c.Name == name) is { } init
            ? IsLast(pod, init, ended, isInit: true)
            : pod.Outline.Containers.FirstOrDefault(c => c.Name == name) is { } main && IsLast(pod, main, ended, isInit: false);
    }

    /// <summary>
    /// True if this exit is the container's last. Otherwise the container still counts as running. After a stop only the job's state shows
    /// whether that was the end. If the container may restart, the frame of the restart comes after that of the exit. A failed init
    /// container ends the pod, which PodFinished reports: before that, with containers waiting, Kubernetes would show the pod as Pending
    /// for ever (docs/interlink-protocol.md, "From a status to a phase").
    /// </summary>
    public static bool IsLast(PodState pod, ContainerOutline container, EndedAttempt ended, bool isInit)
    {
        if (!ended.Exit.IsFinal)
            return false;
        var success = AttemptEnd.Of(pod, ended).ExitCode == 0;
        if (isInit)
            return success && !container.IsSidecar;
        return !container.MayRestart || ended.Exit.IsGivenUp || ended.Exit.PodEnd is not null || (success && container.EndsWithSuccess);
    }

    private string BackOff(PendingRestart restart, ContainerRun run)
    {
        var words =
            $"back-off {restart.After.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s, restarted for the "
            + $"{Ordinal(restart.Number)} time";
        if (run.Previous is { } ended)
            words += $"; ended with {ended.Exit.Code}" + (AttemptEnd.Of(Pod, ended).Message is { } message ? ": " + message : "");
        return run.Note is { } note ? $"{words}; {note}" : words;
    }

    private static string Ordinal(int number) =>
        number.ToString(CultureInfo.InvariantCulture)
        + (
            number % 100 is >= 11 and <= 13
                ? "th"
                : (number % 10) switch
                {
                    1 => "st",
                    2 => "nd",
                    3 => "rd",
                    _ => "th",
                }
        );
}
