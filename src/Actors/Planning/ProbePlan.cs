using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: a probe with Kubernetes' defaults filled in and its bounds kept.</summary>
internal static class ProbePlan
{
    /// <param name="field">Of the probe: <c>spec.containers[0].livenessProbe</c>.</param>
    /// <param name="probe">Null: no such probe.</param>
    /// <param name="ports">The container's named ones.</param>
    /// <param name="variables">The container's: the kubelet expands the commands of probes (and not those of hooks).</param>
    /// <param name="isReadiness">It stops nothing, and may ask for several successes.</param>
    public static PlannedProbe? Of(
        string field,
        ProbeSpec? probe,
        IReadOnlyDictionary<string, int> ports,
        IReadOnlyDictionary<string, string> variables,
        bool isReadiness,
        FieldFaults faults
    )
    {
        if (probe is null)
            return null;
        var handler = HandlerPlan.Of(field, probe.Handler, ports, word => Expansion.InCommand(word, variables), faults);
        var planned = new PlannedProbe(
            handler,
            Count($"{field}.initialDelaySeconds", probe.InitialDelaySeconds, 0, faults),
            Count($"{field}.periodSeconds", probe.PeriodSeconds, 10, faults),
            Count($"{field}.timeoutSeconds", probe.TimeoutSeconds, 1, faults),
            Count($"{field}.successThreshold", probe.SuccessThreshold, 1, faults),
            Count($"{field}.failureThreshold", probe.FailureThreshold, 3, faults),
            probe.TerminationGracePeriodSeconds
        );
        if (!isReadiness && planned.Success != 1)
            faults.Add($"{field}.successThreshold", "must be 1 for a startup or liveness probe");
        if (isReadiness && planned.Grace is not null)
            faults.Add($"{field}.terminationGracePeriodSeconds", "must not be set for a readiness probe");
        if (planned.Grace is <= 0 or > PodPlanner.LongestGrace)
            faults.Add($"{field}.terminationGracePeriodSeconds", $"{planned.Grace} is outside 1 to {PodPlanner.LongestGrace}");
        return planned;
    }

    /// <summary>Go cannot tell 0 from absent, so both mean the default.</summary>
    private static int Count(string field, int? number, int byDefault, FieldFaults faults) =>
        number switch
        {
            null or 0 => byDefault,
            < 0 => faults.Add(field, $"{number} is negative", byDefault),
            { } count => count,
        };
}
