using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Translation;

/// <summary>What one container gets of the job's resources.</summary>
/// <param name="Cpus">How many CPUs it may use, in whole ones: its limit, at most the job's. Threads are limited to that.</param>
/// <param name="FirstGpu">Index of its first GPU among those of the job.</param>
/// <param name="Gpus">How many GPUs it has asked for.</param>
internal sealed record ContainerShare(int Cpus, int FirstGpu, int Gpus);

/// <summary>
/// Pure: what each container gets of what the batch system gives the job. GPUs are handed out in the order of the pod, by the rule that counts them
/// (<see cref="ResourceAmounts"/>): what does not run at once may have the same ones. CPUs are not handed out: as in Kubernetes a container may use those
/// that others leave, up to its own limit.
/// </summary>
internal sealed class ContainerShares
{
    private readonly Dictionary<string, ContainerShare> _shares = new(StringComparer.Ordinal);

    /// <exception cref="FieldException">An amount is unreadable.</exception>
    public ContainerShares(PodSpec pod, PodResources job)
    {
        Job = job;
        var next = 0;
        foreach (var (container, i) in pod.InitContainers.Select((c, i) => (c, i)))
        {
            var share = Share($"spec.initContainers[{i}]", container, next);
            if (container.RestartPolicy == "Always") next += share.Gpus;
        }
        foreach (var (container, i) in pod.Containers.Select((c, i) => (c, i))) next += Share($"spec.containers[{i}]", container, next).Gpus;
    }

    public PodResources Job { get; }

    /// <summary>How many GPUs there are to hand out. 0: no container has asked, and all containers see all GPUs that the job has.</summary>
    public int Gpus => _shares.Values.Any(share => share.Gpus > 0) ? Job.Gpus : 0;

    public ContainerShare Of(ContainerSpec container) => _shares[container.Name];

    private ContainerShare Share(string field, ContainerSpec container, int first)
    {
        var cpus = container.Limits.GetValueOrDefault("cpu") is { } text ? FieldQuantity.Parse($"{field}.resources.limits.cpu", text) : Quantity.Zero;
        var most = cpus.IsZero ? Job.Cpus : (int)System.Numerics.BigInteger.Min(cpus.InUnitsOf(1), Job.Cpus);
        return _shares[container.Name] = new ContainerShare(most, first, (int)DeviceResources.Gpus(container).InUnitsOf(1));
    }
}
