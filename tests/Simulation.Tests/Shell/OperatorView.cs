using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>Compares what operators read of a pod with what the pod is.</summary>
internal static class OperatorView
{
    /// <summary>Null if they agree.</summary>
    public static string? FaultOf(PodState pod, PodStates states, PodHistories histories)
    {
        if (pod.Outline is null || pod.Stage == Stage.Deleted)
            return states.Find(pod.Uid) is null ? null : "is still shown to operators";
        var status = PodStatusView.Of(pod);
        var (stage, reason) = PodStages.Of(pod, status);
        if (states.Find(pod.Uid) is not { } shown)
            return $"is {stage} and not shown to operators";
        if ((shown.Stage, shown.Reason) != (stage, reason))
            return $"is {stage} because of {reason}, and is shown as {shown.Stage} because of {shown.Reason}";
        if (histories.Find(pod.Uid)?.StateAt(DateTimeOffset.MaxValue) is not var (past, _))
            return "has no history";
        var then = PodStages.Of(past, PodStatusView.Of(past));
        return then == (stage, reason) ? null : $"is {stage} because of {reason}, and its history leads to {then}";
    }
}
