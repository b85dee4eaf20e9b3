using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: what a pod needs at once, by Kubernetes' rule. Per container the request, else the limit. Init containers run one by one, each
/// beside the sidecars (init containers that go on) started before it; the containers run at once, beside all sidecars. What the pod says
/// for itself (spec.resources) wins.
/// </summary>
internal static class ResourceAmounts
{
    public static IReadOnlyDictionary<string, Quantity> Of(PodSpec pod, FieldFaults faults)
    {
        // Only what a container asks for is looked at: what runs beside it was counted when it was added.
        Dictionary<string, Quantity> beside = [],
            peak = [];
        void Raise(string resource, Quantity needed) => peak[resource] = Quantity.Max(peak.GetValueOrDefault(resource), needed);
        foreach (var (container, i) in pod.InitContainers.Select((c, i) => (c, i)))
        foreach (var (resource, amount) in Asked($"spec.initContainers[{i}].resources", container.Requests, container.Limits, faults))
        {
            var needed = beside.GetValueOrDefault(resource) + amount;
            Raise(resource, needed);
            if (container.RestartPolicy == "Always")
                beside[resource] = needed;
        }
        foreach (var (container, i) in pod.Containers.Select((c, i) => (c, i)))
        foreach (var (resource, amount) in Asked($"spec.containers[{i}].resources", container.Requests, container.Limits, faults))
            beside[resource] = beside.GetValueOrDefault(resource) + amount;
        foreach (var (resource, needed) in beside)
            Raise(resource, needed);

        var (requests, limits) = (
            Read("spec.resources.requests", pod.Resources.Requests, faults),
            Read("spec.resources.limits", pod.Resources.Limits, faults)
        );
        foreach (var (resource, amount) in limits)
            peak.TryAdd(resource, amount);
        foreach (var (resource, amount) in requests)
            peak[resource] = amount;
        return peak;
    }

    private static Dictionary<string, Quantity> Asked(
        string field,
        IReadOnlyDictionary<string, string> requests,
        IReadOnlyDictionary<string, string> limits,
        FieldFaults faults
    )
    {
        var asked = Read($"{field}.limits", limits, faults);
        foreach (var (resource, amount) in Read($"{field}.requests", requests, faults))
            asked[resource] = amount;
        return asked;
    }

    private static Dictionary<string, Quantity> Read(string field, IReadOnlyDictionary<string, string> amounts, FieldFaults faults) =>
        amounts.ToDictionary(e => e.Key, e => Read(FieldPath.Key(field, e.Key), e.Key, e.Value, faults));

    private static Quantity Read(string field, string resource, string text, FieldFaults faults)
    {
        var amount = FieldQuantity.Parse(field, text, faults);
        if (amount.IsWhole || !DeviceResources.IsDevice(resource))
            return amount;
        return faults.Add(
            field,
            $"{OneLine.Quoted(text)} is not a whole number{(DeviceResources.IsGpu(resource) ? " of GPUs" : "")}",
            Quantity.Zero
        );
    }
}
