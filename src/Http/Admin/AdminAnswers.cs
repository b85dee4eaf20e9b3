using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Admin;

/// <summary>The answer of <c>GET /admin/v1/pods</c>: a page of the list. The JSON of the records here is a contract.</summary>
/// <param name="AsOf">When the schedd listed the queue last; null if it has not since the start.</param>
/// <param name="Stale">Why <see cref="AsOf"/> is old, in words; null while the schedd answers.</param>
/// <param name="Unread">So many pods may be missing here: they have not been read from the journal since the sidecar's start, or they are
/// on no node that answers; null if none is missing.</param>
/// <param name="Remaining">How many pods follow on later pages.</param>
/// <param name="Continue">Given to the next request, gets the next page; null on the last page. It comes before the pods, so that a client
/// can ask for the next page before it has read this one.</param>
/// <param name="Items">The pods of this page.</param>
public sealed record PodList(
    DateTimeOffset? AsOf,
    string? Stale,
    int? Unread,
    int Remaining,
    string? Continue,
    IReadOnlyList<PodOverview> Items
);

/// <summary>The answer about one pod.</summary>
/// <param name="AsOf">As in <see cref="PodList"/>.</param>
/// <param name="Stale">As in <see cref="PodList"/>.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Reason">What its reason means, and what to do; null if the catalogue does not have it.</param>
/// <param name="Containers">Its containers, the init containers first.</param>
public sealed record PodDetail(
    DateTimeOffset? AsOf,
    string? Stale,
    PodOverview Pod,
    PodReason? Reason,
    IReadOnlyList<PodContainer> Containers
);

/// <summary>The answer of <c>timeline?at=TIME</c>: what the sidecar knew and answered then.</summary>
/// <param name="At">The time of the last fact that counts.</param>
/// <param name="Pod">The pod as it was known then.</param>
/// <param name="Status">The answer to a status request then; null if the answer left the pod out.</param>
/// <param name="LostBefore">Before this time the answer rests on the journal alone; null if nothing is missing.</param>
/// <param name="WhyLost">Why, in words.</param>
public sealed record PodThen(DateTimeOffset At, PodOverview Pod, JsonElement? Status, DateTimeOffset? LostBefore, string? WhyLost);

/// <summary>The answer of <c>GET /admin/v1/top</c>: what pods ask for and what they use.</summary>
/// <param name="AsOf">As in <see cref="PodList"/>.</param>
/// <param name="Stale">As in <see cref="PodList"/>.</param>
/// <param name="Unread">As in <see cref="PodList"/>.</param>
/// <param name="Total">All namespaces together; its name is <c>*</c>.</param>
/// <param name="Namespaces">Each namespace that has pods, by name.</param>
public sealed record TopReport(
    DateTimeOffset? AsOf,
    string? Stale,
    int? Unread,
    NamespaceUse Total,
    IReadOnlyList<NamespaceUse> Namespaces
);

/// <summary>What the pods of one namespace ask for and use. Pods that have ended or are being deleted do not count.</summary>
/// <param name="Namespace">Its name.</param>
/// <param name="All">All pods that have not ended.</param>
/// <param name="Running">Those of them that have a slot.</param>
/// <param name="UsedCpuSeconds">The CPU time of the running pods, as the schedd told last; null if it told that of none.</param>
/// <param name="UsedMemoryMiB">The memory of the running pods, as the schedd told last; null if it told that of none.</param>
/// <param name="UsedPods">How many running pods these two are of. The schedd tells the use of a job some time after its start.</param>
public sealed record NamespaceUse(
    string Namespace,
    PodAmounts All,
    PodAmounts Running,
    long? UsedCpuSeconds,
    long? UsedMemoryMiB,
    int UsedPods
);

/// <summary>A number of pods, and what they ask for together.</summary>
public sealed record PodAmounts(int Pods, long Cpus, long MemoryMiB, long Gpus);

/// <summary>The answer of <c>GET /admin/v1/drain</c>, and of PUT.</summary>
/// <param name="Draining">True while the answer to a ping says that the node takes no pods.</param>
/// <param name="Since">When that was decided; null if it was never drained.</param>
/// <param name="By">Who decided it.</param>
public sealed record DrainAnswer(bool Draining, DateTimeOffset? Since, string? By);

/// <summary>The body of <c>PUT /admin/v1/drain</c>.</summary>
public sealed record DrainRequest(bool? Draining);

/// <summary>The answer of <c>POST /admin/v1/pods/ID/retry</c>.</summary>
/// <param name="Uid">The pod.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="NextTryWas">When it would have tried by itself; null if no retry was planned.</param>
public sealed record RetryAnswer(PodUid Uid, string Namespace, string Name, DateTimeOffset? NextTryWas);

/// <summary>The answer of <c>GET /admin/v1/jobs/unowned</c>: jobs in HTCondor's queue that have no pod here.</summary>
/// <param name="AsOf">As in <see cref="PodList"/>.</param>
/// <param name="Stale">As in <see cref="PodList"/>.</param>
/// <param name="Items">The jobs, in the order of their ids.</param>
public sealed record UnownedJobList(DateTimeOffset? AsOf, string? Stale, IReadOnlyList<UnownedJob> Items);

/// <summary>The body of <c>POST /admin/v1/jobs/unowned/remove</c> and <c>adopt</c>.</summary>
/// <param name="Jobs">Ids such as <c>123.0</c>.</param>
/// <param name="DryRun">True: the answer says what would be done, and nothing is done.</param>
public sealed record UnownedJobsRequest(IReadOnlyList<string>? Jobs, bool DryRun = false)
{
    /// <summary>A request with more jobs than this is refused. The commands send several requests then.</summary>
    public const int Most = 100;
}

/// <summary>What becomes of each job that was named, in the same order.</summary>
public sealed record UnownedJobsAnswer(IReadOnlyList<UnownedJobAnswer> Items);

/// <summary>The answer of <c>GET /admin/v1/cluster</c>.</summary>
/// <param name="Items">The nodes by name, as the node sees them that answers; none if it is the only one.</param>
public sealed record ClusterAnswer(IReadOnlyList<ClusterMember> Items);

/// <summary>The answer of <c>GET /admin/v1/log-level</c>, and of PUT.</summary>
/// <param name="Level">The lowest level that is logged now.</param>
/// <param name="Configured">The level of the configuration, which holds again after SIGHUP and after a restart.</param>
public sealed record LogLevelAnswer(string Level, string Configured);

/// <summary>The body of <c>PUT /admin/v1/log-level</c>.</summary>
public sealed record LogLevelRequest(string? Level);
