using System.Collections.Concurrent;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// The newest state of every pod in memory, for operators. A state is immutable, so an entry only refers to what the pod's actor has
/// anyway. Each pod writes its own entry, and any thread reads it.
/// </summary>
internal sealed class PodStates
{
    private readonly ConcurrentDictionary<PodUid, PodSnapshot> _pods = new();
    private volatile int _unread = -1;

    /// <summary>How many pods of the journal have not answered since the start, so that they may be missing here; null until the journal
    /// was listed.</summary>
    public int? Unread
    {
        get => _unread is >= 0 and var unread ? unread : null;
        set => _unread = value ?? -1;
    }

    /// <summary>All entries, in no order.</summary>
    public IEnumerable<PodSnapshot> All => _pods.Select(entry => entry.Value);

    public PodSnapshot? Find(PodUid uid) => _pods.GetValueOrDefault(uid);

    /// <summary>Shows the pod's new state. A pod that nobody created, or that is deleted, gets no entry.</summary>
    public void Show(PodState pod, PodStatus? status, DateTimeOffset now)
    {
        if (pod.Outline is null || pod.Stage == Stage.Deleted)
        {
            Forget(pod.Uid);
            return;
        }
        var before = Find(pod.Uid);
        var (stage, reason) = PodStages.Of(pod, status);
        var since =
            before?.Stage != stage ? BeganAt(pod, stage) ?? now
            : PodStages.IsSameWait(before.Reason, reason) ? before.Since
            : now;
        _pods[pod.Uid] = PodSnapshot.Of(pod, status, stage, reason, since, before?.NextTryAt);
    }

    /// <summary>Shows when the pod tries again by itself; null: it does not wait any more.</summary>
    public void ShowNextTry(PodUid uid, DateTimeOffset? at)
    {
        if (Find(uid) is { } before && before.NextTryAt != at)
            _pods[uid] = before with { NextTryAt = at };
    }

    /// <summary>The pod's actor has ended, and the pod has not. Another node may take it over.</summary>
    public void Leave(PodUid uid)
    {
        if (Find(uid) is { } before)
            _pods[uid] = before with { HasLeft = true };
    }

    /// <summary>Another node tells of the pod. This node's own pods stay.</summary>
    public void ForgetLeft(PodUid uid)
    {
        if (Find(uid) is { HasLeft: true } before)
            _pods.TryRemove(KeyValuePair.Create(uid, before));
    }

    public void Forget(PodUid uid) => _pods.TryRemove(uid, out _);

    // A job has been in its state for longer than the poller has known, and a recovered pod for longer than this process has run.
    private static DateTimeOffset? BeganAt(PodState pod, PodStage stage) =>
        stage switch
        {
            PodStage.Idle or PodStage.Held or PodStage.Suspended or PodStage.Running => pod.InStateSince,
            PodStage.Succeeded or PodStage.Failed => pod.End?.At,
            PodStage.Retained => pod.DeletedAt,
            _ => null,
        };
}

/// <param name="Since">Since when the pod has had this stage and reason (<see cref="PodStages.IsSameWait"/>).</param>
/// <param name="ReadyContainers">Counted here, because the status is at hand only when the state is shown.</param>
/// <param name="Restarts">The restarts of all containers together.</param>
internal sealed record PodSnapshot(
    PodState Pod,
    PodStage Stage,
    string Reason,
    DateTimeOffset Since,
    DateTimeOffset? NextTryAt,
    int ReadyContainers,
    int Restarts
)
{
    /// <summary>True if this node has no actor of the pod since then, so that another node may know the pod better.</summary>
    public bool HasLeft { get; init; }

    public static PodSnapshot Of(
        PodState pod,
        PodStatus? status,
        PodStage stage,
        string reason,
        DateTimeOffset since,
        DateTimeOffset? nextTryAt
    ) =>
        new(
            pod,
            stage,
            reason,
            since,
            nextTryAt,
            status?.Containers.Count(container => container.Ready) ?? 0,
            status is null ? 0 : status.InitContainers.Concat(status.Containers).Sum(container => container.RestartCount)
        );
}
