namespace HtcondorActors.CondorIo;

/// <summary>
/// The scheduler, in the caller's words. Every call takes a list, and the number of processes does not grow with the list. Every process
/// has a time limit. A failure of the scheduler is in the result; a call throws only <see cref="OperationCanceledException"/>. An empty
/// list starts no process.
/// </summary>
public interface ICondorScheduler
{
    /// <summary>
    /// Submits every job behind its gate, so that it cannot start yet: on hold, or (spooled) with a closed gate attribute. The call is not
    /// idempotent, and after a failure jobs may still have been submitted: call <see cref="FindAsync"/> before anything else. A refused
    /// batch is divided and tried again, so that one bad job does not affect the others. Results are in the order of <paramref
    /// name="jobs"/>.
    /// </summary>
    Task<IReadOnlyList<JobResult>> SubmitAsync(IReadOnlyList<SubmitDescription> jobs, CancellationToken cancel);

    /// <summary>
    /// Finds all jobs of this instance that carry one of the tags, of any attempt or user: first in the queue and then, if requested, in
    /// the history. A job that is in both is returned once, as the queue shows it. The answer names the schedd that gave it
    /// (<see cref="JobQuery.Schedd"/>): if no job shows that, the schedd is asked.
    /// </summary>
    Task<JobQuery> FindAsync(IReadOnlyCollection<JobTag> tags, HistoryReach history, CancellationToken cancel);

    /// <summary>
    /// Lists all jobs of this instance in the queue, with one process, whatever their number. The answer names the schedd if one of the
    /// jobs shows it.
    /// </summary>
    Task<JobQuery> ListAsync(CancellationToken cancel);

    /// <summary>Asks the schedd for its own name, with one process.</summary>
    Task<ScheddQuery> ScheddAsync(CancellationToken cancel);

    /// <summary>Adds up what the slots of the pool have, with one process. It asks the collector and not the schedd.</summary>
    /// <param name="resources">HTCondor's names of the wanted resources besides CPUs and memory, such as <c>GPUs</c>.</param>
    /// <param name="cancel">Kills the process.</param>
    Task<PoolQuery> PoolAsync(IReadOnlyList<string> resources, CancellationToken cancel);

    /// <summary>
    /// Asks HTCondor's own analysis why these jobs are idle: one process for all of them, and at most one more. It compares each job with
    /// each slot, so it is slow in a large pool, and it is not started while the other tools need the processes.
    /// </summary>
    Task<IdleQuery> ExplainIdleAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel);

    /// <summary>
    /// Lets the jobs start, each only if it is still behind its gate. The call may be repeated at any time. As in each call with
    /// <see cref="JobKey"/>s, another job that has got the same id is not touched if the global id is known.
    /// </summary>
    Task<IReadOnlyList<JobResult>> ReleaseAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel);

    /// <summary>
    /// Releases jobs that HTCondor has put on hold, each only if it is still held, and never a job that a person holds or that is behind
    /// its gate. A job that is no longer held is a success.
    /// </summary>
    Task<IReadOnlyList<JobResult>> ReleaseHeldAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel);

    /// <summary>
    /// Like <see cref="ReleaseHeldAsync"/>, but each job avoids its listed machines until its time. A job for which that could not be set
    /// stays on hold.
    /// </summary>
    Task<IReadOnlyList<JobResult>> ReleaseOnOtherNodesAsync(IReadOnlyList<JobToMove> jobs, CancellationToken cancel);

    /// <summary>Removes every job of this instance that carries one of the tags. A tag without jobs is a success.</summary>
    Task<IReadOnlyList<JobResult>> RemoveAsync(IReadOnlyList<JobTag> tags, CancellationToken cancel);

    /// <summary>Removes exactly these jobs (the losers of the election). A job that is gone is a success.</summary>
    Task<IReadOnlyList<JobResult>> RemoveJobsAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel);

    /// <summary>
    /// Lets completed jobs leave the queue. Until then the schedd keeps them, so that their end cannot be missed. A job that is gone is a
    /// success.
    /// </summary>
    Task<IReadOnlyList<JobResult>> AcknowledgeAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel);

    /// <summary>
    /// Fetches what the jobs have written so far into their folders. This is needed only for spooled jobs of a remote schedd; otherwise the
    /// call succeeds at once, because HTCondor itself writes there. Each fetch transfers the whole output, and replaces the old output when
    /// the transfer is complete. A fetch may fail for a job that is just starting. A job that never started or has left the queue has no
    /// output to fetch.
    /// </summary>
    Task<IReadOnlyList<JobResult>> FetchOutputAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel);
}
