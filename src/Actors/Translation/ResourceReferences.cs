using System.Globalization;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Translation;

/// <summary>Pure: what a resourceFieldRef stands for, from what the containers themselves say.</summary>
internal static class ResourceReferences
{
    /// <exception cref="FieldException">Nobody says how much, or an amount is unreadable.</exception>
    public static string Of(string field, ResourceReference reference, ContainerSpec container, PlanSurroundings around)
    {
        var source = reference.Container is { } name && name != container.Name
            ? around.Containers.GetValueOrDefault(name) ?? throw new FieldException($"{field}.containerName",
                $"there is no container {FieldException.Shown(name)}")
            : container;
        // A request that is not made is the limit, as Kubernetes' own defaults have it.
        var text = reference.Resource.Split('.', 2) switch
        {
            ["limits", var resource] => source.Limits.GetValueOrDefault(resource),
            ["requests", var resource] => source.Requests.GetValueOrDefault(resource) ?? source.Limits.GetValueOrDefault(resource),
            _ => throw new FieldException($"{field}.resource", $"{FieldException.Shown(reference.Resource)} is not limits.NAME or requests.NAME"),
        };
        if (text is null) throw new FieldException($"{field}.resource", $"the container says nothing of {FieldException.Shown(reference.Resource)}, and what the machine has is not known before the job runs");
        var divisor = FieldQuantity.Parse($"{field}.divisor", reference.Divisor is null or "0" ? "1" : reference.Divisor);
        if (divisor.IsZero) throw new FieldException($"{field}.divisor", "is zero");
        var amount = FieldQuantity.Parse($"{field}.resource", text);
        return ((amount.Nano + divisor.Nano - 1) / divisor.Nano).ToString(CultureInfo.InvariantCulture);
    }
}
