using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A pure schedd for the model: jobs of one pod, ids in commit order, a gate that is compare-and-set.</summary>
internal sealed class ModelSchedd
{
    private readonly List<JobAd> _jobs = [];
    private int _nextCluster = 1;

    /// <summary>Every job that ever began to run.</summary>
    public HashSet<JobId> Started { get; } = [];
    public IReadOnlyList<JobAd> Jobs => _jobs;
    public IEnumerable<JobAd> InQueue => _jobs.Where(ad => !ad.FromHistory);

    public void Commit() => _jobs.Add(Sample.Gated(_nextCluster++));

    public void Release(JobId id) =>
        Change(
            id,
            ad => ad.IsGated ? ad with { Status = JobStatus.Idle, HoldReasonCode = null, ReleaseReason = "via condor_release" } : ad
        );

    public void Remove(Func<JobAd, bool> which)
    {
        foreach (var ad in InQueue.Where(which).ToArray())
            Change(ad.Id, a => a with { Status = JobStatus.Removed, FromHistory = true, RemoveReason = "via condor_rm" });
    }

    /// <summary>The schedd's own removal of submits that nobody released.</summary>
    public void CollectAbandoned() => Remove(ad => ad.IsGated);

    public void Acknowledge(JobId id) => Change(id, ad => ad.Status == JobStatus.Completed ? ad with { FromHistory = true } : ad);

    /// <summary>Idle jobs start; running jobs end.</summary>
    public void Progress()
    {
        foreach (var ad in InQueue.ToArray())
        {
            if (ad.Status == JobStatus.Idle)
            {
                Started.Add(ad.Id);
                Change(ad.Id, a => a with { Status = JobStatus.Running, NumJobStarts = 1, FirstStartedAt = Sample.Noon });
            }
            else if (ad.Status == JobStatus.Running)
                Change(ad.Id, a => a with { Status = JobStatus.Completed, ExitCode = 0 });
        }
    }

    /// <summary>Does what a call asks.</summary>
    public void Do(PodEffect effect)
    {
        switch (effect)
        {
            case Submit:
                Commit();
                break;
            case Release release:
                Release(release.Job);
                break;
            case RemoveAll:
                Remove(_ => true);
                break;
            case RemoveLosers losers:
                Remove(ad => losers.Jobs.Any(loser => loser.Id == ad.Id));
                break;
            case Acknowledge acknowledge:
                Acknowledge(acknowledge.Job);
                break;
        }
    }

    public JobsFound Look(bool alsoHistory) => Sample.Found([.. _jobs.Where(ad => alsoHistory || !ad.FromHistory)]);

    private void Change(JobId id, Func<JobAd, JobAd> change)
    {
        var at = _jobs.FindIndex(ad => ad.Id == id && !ad.FromHistory);
        if (at >= 0)
            _jobs[at] = change(_jobs[at]);
    }
}
