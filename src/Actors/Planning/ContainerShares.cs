using System.Numerics;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>What one container gets of the job's resources.</summary>
/// <param name="CpuLimit">How many CPUs it may use: its limit, at most the job's.</param>
/// <param name="FirstGpu">Index of its first GPU among those of the job.</param>
/// <param name="Gpus">How many GPUs it has asked for.</param>
internal sealed record ContainerShare(Quantity CpuLimit, int FirstGpu, int Gpus)
{
    /// <summary>The limit in whole ones. Threads are limited to that.</summary>
    public int Cpus => (int)CpuLimit.InUnitsOf(1);
}

/// <summary>
/// Pure: what each container gets of what the batch system gives the job. GPUs are handed out in the order of the pod, by the rule that
/// counts them (<see cref="ResourceAmounts"/>): what does not run at once may have the same ones. CPUs are not handed out: as in Kubernetes
/// a container may use those that others leave, up to its own limit.
/// </summary>
internal sealed class ContainerShares
{
    private readonly Dictionary<string, ContainerShare> _shares = new(StringComparer.Ordinal);

    public ContainerShares(PodSpec pod, PodResources job)
    {
        Job = job;
        var next = 0;
        foreach (var container in pod.InitContainers)
        {
            var share = Share(container, next);
            if (container.RestartPolicy == "Always")
                next += share.Gpus;
        }
        foreach (var container in pod.Containers)
            next += Share(container, next).Gpus;
    }

    public PodResources Job { get; }

    /// <summary>How many GPUs there are to hand out. 0: no container has asked, and all containers see all GPUs that the job has.</summary>
    public int Gpus => _shares.Values.Any(share => share.Gpus > 0) ? Job.Gpus : 0;

    public ContainerShare Of(ContainerSpec container) => _shares[container.Name];

    private ContainerShare Share(ContainerSpec container, int first)
    {
        var (own, all) = (container.Limits.GetValueOrDefault("cpu"), Quantity.Of(Job.Cpus, 1));
        var limit = own is null ? Quantity.Zero : FieldQuantity.Judged(own);
        var cpus = limit.IsZero || limit.Nano > all.Nano ? all : limit;
        return _shares[container.Name] = new ContainerShare(
            cpus,
            first,
            (int)BigInteger.Min(DeviceResources.Gpus(container).InUnitsOf(1), int.MaxValue)
        );
    }
}
