namespace HtcondorActors.CondorIo;

/// <summary>
/// The scheduler, in the caller's words. Every call takes a list and costs a number of processes that does not grow with it;
/// every process has a time limit; no call throws for a failure of the scheduler (it is in the result), only
/// <see cref="OperationCanceledException"/>. An empty list runs nothing.
/// </summary>
public interface ICondorScheduler
{
    /// <summary>
    /// Submits every job so that it cannot start yet: on hold, or (spooled) with a closed gate attribute. Not idempotent, and a
    /// failure does not mean that nothing was submitted: look with <see cref="FindAsync"/> before doing anything else.
    /// A refused batch is tried again one by one, so one bad job harms no other. Results are in the order of <paramref name="jobs"/>.
    /// </summary>
    Task<IReadOnlyList<JobResult>> SubmitAsync(IReadOnlyList<SubmitDescription> jobs, CancellationToken cancel);

    /// <summary>
    /// All jobs of this instance that carry one of the tags (of whichever attempt or user): the queue first and then, if asked, the
    /// history. A job that is in both is given once, as the queue has it.
    /// </summary>
    Task<JobQuery> FindAsync(IReadOnlyCollection<JobTag> tags, HistoryReach history, CancellationToken cancel);

    /// <summary>All jobs of this instance that are in the queue: one process, whatever their number.</summary>
    Task<JobQuery> ListAsync(CancellationToken cancel);

    /// <summary>
    /// Lets the jobs start, each only if it still is behind its gate. May be repeated by anybody at any time.
    /// </summary>
    Task<IReadOnlyList<JobResult>> ReleaseAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel);

    /// <summary>
    /// Lets jobs run again that HTCondor has put on hold, each only if it still is: never one that a person holds, or that is behind its
    /// gate. A job that is not on hold any more is success.
    /// </summary>
    Task<IReadOnlyList<JobResult>> ReleaseHeldAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel);

    /// <summary>
    /// As <see cref="ReleaseHeldAsync"/>, and none of them runs on the machines that are named with it, until the time that is named with
    /// it. One of which that could not be noted stays on hold.
    /// </summary>
    Task<IReadOnlyList<JobResult>> ReleaseOnOtherNodesAsync(IReadOnlyList<JobToMove> jobs, CancellationToken cancel);

    /// <summary>Removes every job of this instance that carries one of the tags. A tag that has none is success.</summary>
    Task<IReadOnlyList<JobResult>> RemoveAsync(IReadOnlyList<JobTag> tags, CancellationToken cancel);

    /// <summary>Removes just these jobs (the ones that lost the election). A job that is gone is success.</summary>
    Task<IReadOnlyList<JobResult>> RemoveJobsAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel);

    /// <summary>
    /// Lets completed jobs leave the queue: until then the schedd keeps them, so that their end cannot be missed.
    /// A job that is gone is success.
    /// </summary>
    Task<IReadOnlyList<JobResult>> AcknowledgeAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel);

    /// <summary>
    /// Brings what the jobs have written so far into their folders. Needed (and done) only where the schedd is remote
    /// and jobs are spooled; else success at once, because HTCondor itself writes there. Each fetch brings the whole output
    /// anew, and puts it in place when it is there as a whole. May fail for a job that is just starting; a job that never started or is
    /// gone from the queue has nothing to bring.
    /// </summary>
    Task<IReadOnlyList<JobResult>> FetchOutputAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel);
}
