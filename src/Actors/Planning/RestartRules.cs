using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: restartPolicy of the pod and of the container to what the runner does after an exit.</summary>
internal static class RestartRules
{
    public static (RestartRule Rule, bool IsSidecar) Of(string field, ContainerSpec container, PodSpec pod, bool isInit, FieldFaults faults)
    {
        var rule = container.RestartPolicy is { } own
            ? Parse($"{field}.restartPolicy", own, faults)
            : Parse("spec.restartPolicy", pod.RestartPolicy ?? "Never", faults);
        if (!isInit || rule != RestartRule.Always)
            return (rule, false);
        // An init container is done when it has succeeded, also in a pod whose containers never are; only its own word makes it a sidecar.
        return container.RestartPolicy is null ? (RestartRule.OnFailure, false) : (RestartRule.Always, true);
    }

    private static RestartRule Parse(string field, string text, FieldFaults faults) =>
        text switch
        {
            "Never" => RestartRule.Never,
            "OnFailure" => RestartRule.OnFailure,
            "Always" => RestartRule.Always,
            _ => faults.Add(field, $"{OneLine.Quoted(text)} is not Never, OnFailure or Always", RestartRule.Never),
        };
}
