using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Simulation.Tests;

/// <summary>
/// A pure schedd: one queue and one history for all pods, ids in commit order, a gate that is compare-and-set, and all that administrators,
/// nodes and its own periodic expressions do to a job. What it is asked by the tools is asked through <see cref="Release"/> and the like;
/// the rest happens to it.
/// </summary>
/// <param name="spools">It is elsewhere: files are spooled, the gate is an attribute.</param>
/// <param name="hasGate">Jobs come with their gate closed.</param>
/// <param name="knowsNames">A call may name the job that it is for by more than its id.</param>
internal sealed class SimulatedSchedd(bool spools = false, bool hasGate = true, bool knowsNames = true)
{
    /// <summary>What the submit file's periodic_remove says of a job that nobody releases.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(10);

    public static readonly ScheddName Name = ScheddName.Parse("schedd");

    /// <summary>The tools talk to this one now and then: its queue has jobs, and none of a pod.</summary>
    public static readonly ScheddName Another = ScheddName.Parse("schedd@there");

    public static readonly JobAd JobThere = new()
    {
        Id = new(1, 0),
        Tag = JobTag.Parse("of-another-schedd"),
        Status = JobStatus.Running,
        GlobalJobId = $"{Another}#1.0#1",
    };

    private readonly List<JobAd> _jobs = [];
    private int _nextCluster = 1;
    private int _everQueued;
    private (JobAd[] Queue, int NextCluster)? _backup;

    public bool Spools => spools;

    /// <summary>Every job whose gate was opened by the sidecar, by the name that no two jobs share.</summary>
    public HashSet<string> LetThrough { get; } = [];

    /// <summary>Those that had left the queue, and are in it again since it was restored.</summary>
    public HashSet<string> BackAgain { get; } = [];

    /// <summary>The queue, and then the history as condor_history tells it: the newest first.</summary>
    public IEnumerable<JobAd> Jobs => InQueue.Concat(_jobs.Where(ad => ad.FromHistory).Reverse());
    public IEnumerable<JobAd> InQueue => _jobs.Where(ad => !ad.FromHistory);

    public IEnumerable<JobAd> Of(JobTag tag) => _jobs.Where(ad => ad.Tag == tag);

    public JobAd? InQueueOf(JobTag tag, Func<JobAd, bool> which) => _jobs.Find(ad => !ad.FromHistory && ad.Tag == tag && which(ad));

    /// <summary>A job is in the queue: behind its gate, or held until its files are there.</summary>
    public JobId Commit(JobTag tag, DateTimeOffset now)
    {
        var id = new JobId(_nextCluster++, 0);
        var job = new JobAd
        {
            Id = id,
            Tag = tag,
            GlobalJobId = $"{Name}#{id}#{_everQueued++}",
            StatusSince = now,
        };
        _jobs.Add(
            spools ? job with { Status = JobStatus.Held, HoldReasonCode = 16, GateOpen = !hasGate }
            : hasGate ? job with { Status = JobStatus.Held, HoldReasonCode = 15 }
            : job with { Status = JobStatus.Idle }
        );
        return id;
    }

    /// <summary>Its files have arrived.</summary>
    public void Spool(JobId id, DateTimeOffset now) =>
        Change(
            id,
            ad => ad is { Status: JobStatus.Held, HoldReasonCode: 16 },
            ad => ad with { Status = JobStatus.Idle, HoldReasonCode = null, ReleaseReason = "Data files spooled", StatusSince = now }
        );

    /// <param name="tag">Its tag.</param>
    /// <param name="id">Its id.</param>
    /// <param name="name">Its global id; null: not known.</param>
    public void Release(JobTag tag, JobId id, string? name)
    {
        var let = spools
            ? Change(id, ad => ad.Tag == tag && IsNamed(ad, name) && ad.GateOpen == false, ad => ad with { GateOpen = true })
            : Change(
                id,
                ad => ad.Tag == tag && IsNamed(ad, name) && ad is { Status: JobStatus.Held, HoldReasonCode: 15 },
                ad => ad with { Status = JobStatus.Idle, HoldReasonCode = null, ReleaseReason = "via condor_release" }
            );
        if (let)
            LetThrough.Add(_jobs.First(ad => ad.Id == id && !ad.FromHistory).GlobalJobId!);
    }

    /// <summary>As the sidecar does it: never a person's hold, never the gate.</summary>
    public void ReleaseHeld(JobId id, string? name) =>
        Change(id, ad => IsNamed(ad, name) && ad is { Status: JobStatus.Held, HoldReasonCode: not (1 or 15 or 16) }, Idle);

    public bool IsNamed(JobAd ad, string? name) => !knowsNames || name is null || ad.GlobalJobId == name;

    public void ReleaseByHand(JobTag tag)
    {
        foreach (var ad in Of(tag).ToArray())
            Change(ad.Id, a => a is { Status: JobStatus.Held, HoldReasonCode: not (15 or 16) }, Idle);
    }

    /// <summary>What runs stays in the queue, as removed, until its processes are dead; what does not run leaves at once.</summary>
    public void Remove(JobTag tag, Func<JobAd, bool>? which = null)
    {
        foreach (
            var ad in Of(tag)
                .Where(ad => ad is { FromHistory: false, Status: not JobStatus.Removed } && (which is null || which(ad)))
                .ToArray()
        )
            Change(
                ad.Id,
                _ => true,
                a =>
                    a with
                    {
                        Status = JobStatus.Removed,
                        FromHistory = a.Status is not (JobStatus.Running or JobStatus.Suspended),
                        RemoveReason = "via condor_rm",
                    }
            );
    }

    /// <summary>The schedd's own removal of submits that nobody released; it looks at none whose files have not come (seen).</summary>
    public JobAd[] CollectAbandoned(DateTimeOffset now)
    {
        JobAd[] abandoned = [.. InQueue.Where(ad => ad is { IsGated: true, IsSpooling: false } && now - ad.StatusSince > AbandonedAfter)];
        foreach (var ad in abandoned)
            Remove(ad.Tag!, a => a.Id == ad.Id);
        return abandoned;
    }

    public void Acknowledge(JobId id, string? name) =>
        Change(id, ad => IsNamed(ad, name) && ad.Status == JobStatus.Completed, ad => ad with { FromHistory = true });

    /// <summary>Its processes stand still on their node until they go on.</summary>
    public void Suspend(JobId id, DateTimeOffset now) =>
        Change(id, ad => ad.Status == JobStatus.Running, ad => ad with { Status = JobStatus.Suspended, StatusSince = now });

    public void Continue(JobId id, DateTimeOffset now) =>
        Change(id, ad => ad.Status == JobStatus.Suspended, ad => ad with { Status = JobStatus.Running, StatusSince = now });

    public static bool MayStart(JobAd ad) => ad is { Status: JobStatus.Idle, GateOpen: not false };

    public bool Start(JobTag tag, DateTimeOffset now)
    {
        if (InQueueOf(tag, MayStart) is not { } idle)
            return false;
        return Change(
            idle.Id,
            _ => true,
            ad =>
                ad with
                {
                    Status = JobStatus.Running,
                    NumJobStarts = ad.NumJobStarts + 1,
                    FirstStartedAt = ad.FirstStartedAt ?? now,
                    StatusSince = now,
                }
        );
    }

    public void Complete(JobId id, int exitCode) =>
        Change(id, ad => ad.Status == JobStatus.Running, ad => ad with { Status = JobStatus.Completed, ExitCode = exitCode });

    /// <summary>It ended, and its output could not be brought back.</summary>
    public void CompleteOnHold(JobId id, int exitCode, DateTimeOffset now) =>
        Change(
            id,
            ad => ad.Status == JobStatus.Running,
            ad => Held(ad, 12, now) with { ExitCode = exitCode, HoldsByItself = ad.HoldsByItself + 1 }
        );

    /// <summary>The processes of what was removed are dead.</summary>
    public void BuryRemoved(JobId id) => Change(id, ad => ad.Status == JobStatus.Removed, ad => ad with { FromHistory = true });

    /// <summary>Eviction, a lost node, a lease that ended: it waits to be run again.</summary>
    public void Evict(JobId id) => Change(id, ad => ad.Status == JobStatus.Running, Idle);

    public void Hold(JobId id, int code, DateTimeOffset now) =>
        Change(
            id,
            ad => ad.Status is JobStatus.Running or JobStatus.Idle,
            ad =>
                Held(ad, code, now) with
                {
                    HoldsByItself = ad.HoldsByItself + (code == 1 ? 0 : 1),
                    HoldsByPolicy = ad.HoldsByPolicy + (code == 3 ? 1 : 0),
                }
        );

    /// <summary>The job's own on_exit_hold.</summary>
    public void HoldByNodeFault(JobId id, DateTimeOffset now) =>
        Change(
            id,
            ad => ad.Status == JobStatus.Running,
            ad =>
                Held(ad, NodeFaultHolds.Code, now) with
                {
                    HoldReasonSubCode = NodeFaultHolds.SubCode,
                    HoldsByItself = ad.HoldsByItself + 1,
                    HoldsByPolicy = ad.HoldsByPolicy + 1,
                }
        );

    /// <summary>Somebody edited LeaveJobInQueue, or removed a job that had ended.</summary>
    public void LetGo(JobTag tag, bool byRemoval)
    {
        foreach (var ad in Of(tag).ToArray())
            Change(
                ad.Id,
                a => a.Status == JobStatus.Completed,
                a =>
                    a with
                    {
                        FromHistory = true,
                        Status = byRemoval ? JobStatus.Removed : a.Status,
                        RemoveReason = byRemoval ? "via condor_rm" : null,
                    }
            );
    }

    /// <summary>Somebody lets through what waits behind its gate.</summary>
    public bool OpenGateByHand(JobTag tag)
    {
        if (InQueueOf(tag, ad => ad.IsGated && ad.HoldReasonCode != 16) is not { } ad)
            return false;
        return Change(
            ad.Id,
            _ => true,
            a =>
                spools
                    ? a with
                    {
                        GateOpen = true,
                    }
                    : a with
                    {
                        Status = JobStatus.Idle,
                        HoldReasonCode = null,
                        ReleaseReason = "via condor_release (by user root)",
                    }
        );
    }

    public void BackUp() => _backup = ([.. InQueue], _nextCluster);

    /// <summary>The queue is what it was at the last backup, and ids are given again; the history is a file of its own, and stays. What ran
    /// then is run again.</summary>
    public void RollBack()
    {
        if (_backup is not { } backup)
            return;
        BackAgain.UnionWith(backup.Queue.Select(ad => ad.GlobalJobId!).Except(InQueue.Select(ad => ad.GlobalJobId!)));
        _jobs.RemoveAll(ad => !ad.FromHistory);
        _jobs.AddRange(
            backup.Queue.Select(ad => ad.Status is JobStatus.Running or JobStatus.Suspended ? ad with { Status = JobStatus.Idle } : ad)
        );
        _nextCluster = backup.NextCluster;
    }

    public void RotateHistory() => _jobs.RemoveAll(ad => ad.FromHistory);

    private static JobAd Held(JobAd ad, int code, DateTimeOffset now) =>
        ad with
        {
            Status = JobStatus.Held,
            HoldReasonCode = code,
            HoldReasonSubCode = null,
            HoldReason = $"code {code}",
            StatusSince = now,
        };

    private static JobAd Idle(JobAd ad) =>
        ad with
        {
            Status = JobStatus.Idle,
            HoldReasonCode = null,
            HoldReasonSubCode = null,
            HoldReason = null,
            ReleaseReason = ad.ReleaseReason ?? "via condor_release",
        };

    private bool Change(JobId id, Func<JobAd, bool> applies, Func<JobAd, JobAd> change)
    {
        var at = _jobs.FindIndex(ad => ad.Id == id && !ad.FromHistory);
        if (at < 0 || !applies(_jobs[at]))
            return false;
        _jobs[at] = change(_jobs[at]);
        return true;
    }
}
