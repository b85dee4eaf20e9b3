using System.Numerics;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Translation;

/// <summary>
/// What a pod asks of a machine, in the scheduler's units. Kubernetes' rule: per container the request, else the limit; the pod needs the
/// larger of the sum over its containers (they run at once) and each init container (they run one by one).
/// </summary>
/// <param name="Cpus">Whole ones: a request of 1.5 cpus stays idle for ever in HTCondor.</param>
/// <param name="DiskKiB">Null when no container says how much ephemeral storage it needs.</param>
internal sealed record PodResources(int Cpus, long MemoryMiB, long? DiskKiB, int Gpus)
{
    /// <summary>GPU resources by their Kubernetes names, with the word that makes Apptainer bring the drivers in.</summary>
    private static readonly (string Resource, string Option)[] GpuKinds = [("nvidia.com/gpu", "--nv"), ("amd.com/gpu", "--rocm")];

    /// <exception cref="FieldException">An amount is unreadable, negative, too large or (GPUs) not whole.</exception>
    public static PodResources Of(PodSpec pod, SitePolicy site)
    {
        var init = pod.InitContainers.Select((c, i) => Amounts(c, $"spec.initContainers[{i}]")).ToList();
        var main = pod.Containers.Select((c, i) => Amounts(c, $"spec.containers[{i}]")).ToList();
        Quantity Needed(string resource) => init.Append(Sum(main)).Select(c => c.GetValueOrDefault(resource)).Aggregate(Quantity.Zero, Quantity.Max);

        var (cpu, memory, disk) = (Needed("cpu"), Needed("memory"), Needed("ephemeral-storage"));
        return new PodResources(
            cpu.IsZero ? site.DefaultCpus : (int)Fitting("cpu", cpu.InUnitsOf(1), int.MaxValue),
            memory.IsZero ? site.DefaultMemoryMiB : (long)memory.InUnitsOf(1L << 20),
            disk.IsZero ? null : (long)disk.InUnitsOf(1L << 10),
            (int)Fitting("gpu", GpuKinds.Select(kind => Needed(kind.Resource).InUnitsOf(1)).Aggregate(BigInteger.Add), int.MaxValue));
    }

    /// <summary>What Apptainer must be told so that this container sees the GPUs it asked for.</summary>
    public static IEnumerable<string> GpuOptions(ContainerSpec container) =>
        from kind in GpuKinds
        where Asked(container, kind.Resource) is { } text && !Quantity.Parse(text).IsZero
        select kind.Option;

    private static Dictionary<string, Quantity> Amounts(ContainerSpec container, string field)
    {
        var limits = container.Limits.ToDictionary(e => e.Key, e => Read($"{field}.resources.limits", e.Key, e.Value));
        var requests = container.Requests.ToDictionary(e => e.Key, e => Read($"{field}.resources.requests", e.Key, e.Value));
        foreach (var (resource, amount) in limits) requests.TryAdd(resource, amount);
        return requests;
    }

    private static string? Asked(ContainerSpec container, string resource) =>
        container.Requests.GetValueOrDefault(resource) ?? container.Limits.GetValueOrDefault(resource);

    private static Quantity Read(string field, string resource, string text)
    {
        try
        {
            var amount = Quantity.Parse(text);
            if (GpuKinds.Any(kind => kind.Resource == resource) && amount != new Quantity(amount.InUnitsOf(1) * BigInteger.Pow(10, 9)))
                throw new FormatException("is not a whole number of GPUs");
            return amount;
        }
        catch (FormatException fault)
        {
            throw new FieldException(FieldPath.Key(field, resource), $"{FieldException.Shown(text)} {fault.Message}");
        }
    }

    private static Dictionary<string, Quantity> Sum(IEnumerable<Dictionary<string, Quantity>> containers) =>
        containers.SelectMany(c => c).GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.Select(e => e.Value).Aggregate((a, b) => a + b));

    private static BigInteger Fitting(string resource, BigInteger amount, BigInteger largest) => amount <= largest
        ? amount
        : throw new FieldException("spec.containers", $"the {resource} requests come to {amount}, more than can be asked for ({largest})");
}
