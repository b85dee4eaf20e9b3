namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// What filters, orders and a narrow table need of a pod. The read model has it at hand, where a whole <see cref="PodOverview"/> must be
/// made from the pod's status. So a list of a hundred thousand pods makes overviews only for the pods that it shows in full.
/// </summary>
public interface IPodLine
{
    PodUid Uid { get; }
    string Namespace { get; }
    string Name { get; }
    PodStage Stage { get; }
    string Reason { get; }
    string? Hold { get; }
    int? HoldCode { get; }
    int? HoldSubCode { get; }
    ReasonOwner Owner { get; }
    DateTimeOffset Since { get; }
    DateTimeOffset? AcceptedAt { get; }
    DateTimeOffset? NextTryAt { get; }
    string? JobId { get; }
    int Containers { get; }
    int ReadyContainers { get; }
    int Restarts { get; }
    int Cpus { get; }
    long MemoryMiB { get; }
    int Gpus { get; }
    long? UsedCpuSeconds { get; }
    long? UsedMemoryMiB { get; }
}
