namespace HtcondorActors.CondorIo;

/// <summary>
/// Implements the scheduler with the condor tools. It relies on exit codes and machine formats, and after a failure on the queue, never on
/// text that tools print for people. (The exception is the name of the sidecar's own schedd rule: <see cref="BatchSubmit"/>.)
/// </summary>
internal sealed class CondorCli(
    CondorIoOptions options,
    CondorQueries queries,
    PoolQueries pool,
    IdleQueries idle,
    BatchSubmit submit,
    OutputFetch fetch,
    ScheddIdentity schedd,
    ProcessRunner runner
) : ICondorScheduler
{
    private readonly CondorCommands _commands = new(options);

    public Task<IReadOnlyList<JobResult>> SubmitAsync(IReadOnlyList<SubmitDescription> jobs, CancellationToken cancel) =>
        submit.SubmitAsync(jobs, cancel);

    public async Task<JobQuery> FindAsync(IReadOnlyCollection<JobTag> tags, HistoryReach history, CancellationToken cancel) =>
        tags.Count == 0 ? JobQuery.Of([]) : await schedd.NameAsync(await queries.FindAsync(tags, history, cancel), cancel);

    public async Task<JobQuery> ListAsync(CancellationToken cancel) => schedd.Sign(await queries.ListAsync(cancel));

    public Task<ScheddQuery> ScheddAsync(CancellationToken cancel) => schedd.AskAsync(cancel);

    public Task<PoolQuery> PoolAsync(IReadOnlyList<string> resources, CancellationToken cancel) => pool.TotalsAsync(resources, cancel);

    public Task<IdleQuery> ExplainIdleAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) =>
        idle.ExplainAsync(jobs, cancel);

    public Task<IReadOnlyList<JobResult>> ReleaseAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        ActAsync(
            jobs,
            chunk =>
                options.IsRemote
                    ? _commands.Edit(ClassAdText.And($"{options.GateAttribute} =?= false", Just(chunk)), (options.GateAttribute, "true"))
                    : _commands.Release(ClassAdText.And("JobStatus == 5", "HoldReasonCode == 15", Just(chunk))),
            stillToDo: ad => ad.IsGated,
            cancel
        );

    public Task<IReadOnlyList<JobResult>> ReleaseHeldAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        ActAsync(
            jobs,
            chunk => _commands.Release(ClassAdText.And("JobStatus == 5", "!member(HoldReasonCode, {1, 15, 16})", Just(chunk))),
            stillToDo: ad => ad.Status == JobStatus.Held,
            cancel
        );

    public async Task<IReadOnlyList<JobResult>> ReleaseOnOtherNodesAsync(IReadOnlyList<JobToMove> jobs, CancellationToken cancel)
    {
        Dictionary<JobKey, JobResult> results = [];
        foreach (var alike in jobs.Where(job => job.Avoided.Length > 0).GroupBy(job => (job.Avoided, job.Until)))
        {
            (string, string)[] values =
            [
                (options.AvoidAttribute, ClassAdText.Quote(alike.Key.Avoided)),
                (options.AvoidUntilAttribute, ClassAdText.Number(alike.Key.Until.ToUnixTimeSeconds())),
            ];
            var noted = await ActAsync(
                [.. alike.Select(job => job.Key)],
                chunk => _commands.Edit(ClassAdText.And("JobStatus == 5", Just(chunk)), values),
                stillToDo: ad => ad.Status == JobStatus.Held,
                cancel
            );
            foreach (var (job, result) in alike.Zip(noted).Where(pair => pair.Second.Failure is not null))
                results[job.Key] = result;
        }
        var good = jobs.Where(job => !results.ContainsKey(job.Key)).ToArray();
        var released = await ReleaseHeldAsync([.. good.Select(job => job.Key)], cancel);
        foreach (var (job, result) in good.Zip(released))
            results[job.Key] = result;
        return [.. jobs.Select(job => results[job.Key])];
    }

    public async Task<IReadOnlyList<JobResult>> RemoveAsync(IReadOnlyList<JobTag> tags, CancellationToken cancel)
    {
        List<JobResult> results = [];
        foreach (var chunk in tags.Chunk(CondorQueries.ChunkSize))
        {
            var run = await runner.RunAsync(
                _commands.Remove(
                    ClassAdText.And(OwnJobs.Constraint(options), ClassAdText.OneOf(options.TagAttribute, chunk.Select(tag => tag.Value)))
                ),
                cancel
            );
            results.AddRange(await ResultsAsync(chunk.Select(tag => (tag, (JobKey?)null)), run.Failure, IsToBeRemoved, cancel));
        }
        return results;
    }

    public Task<IReadOnlyList<JobResult>> RemoveJobsAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        ActAsync(jobs, chunk => _commands.Remove(Just(chunk)), IsToBeRemoved, cancel);

    public Task<IReadOnlyList<JobResult>> AcknowledgeAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        ActAsync(
            jobs,
            chunk => _commands.Edit(ClassAdText.And("JobStatus == 4", Just(chunk)), ("LeaveJobInQueue", "false")),
            stillToDo: _ => true,
            cancel
        );

    public Task<IReadOnlyList<JobResult>> FetchOutputAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) =>
        fetch.FetchAsync(jobs, cancel);

    private static bool IsToBeRemoved(JobAd ad) => ad.Status != JobStatus.Removed;

    private string Just(JobKey[] jobs) => ClassAdText.And(OwnJobs.Constraint(options), ClassAdText.Jobs(options.TagAttribute, jobs));

    private async Task<IReadOnlyList<JobResult>> ActAsync(
        IReadOnlyList<JobKey> jobs,
        Func<JobKey[], ToolCommand> command,
        Func<JobAd, bool> stillToDo,
        CancellationToken cancel
    )
    {
        List<JobResult> results = [];
        foreach (var chunk in jobs.Chunk(CondorQueries.ChunkSize))
        {
            var run = await runner.RunAsync(command(chunk), cancel);
            results.AddRange(await ResultsAsync(chunk.Select(job => (job.Tag, (JobKey?)job)), run.Failure, stillToDo, cancel));
        }
        return results;
    }

    /// <summary>
    /// Exit 1 of condor_rm, condor_release and condor_qedit can mean "no such job" or "no schedd". One look at the queue decides. A job for
    /// which nothing is left to do is a success. If the look fails too, all items fail.
    /// </summary>
    private async Task<IEnumerable<JobResult>> ResultsAsync(
        IEnumerable<(JobTag Tag, JobKey? Job)> items,
        CondorFailure? failure,
        Func<JobAd, bool> stillToDo,
        CancellationToken cancel
    )
    {
        if (failure is null)
            return items.Select(item => new JobResult(item.Tag, item.Job?.Job, null));
        var look =
            failure.Kind == CondorFailureKind.ToolMissing
                ? JobQuery.CannotTell(failure)
                : await queries.FindAsync([.. items.Select(item => item.Tag)], HistoryReach.None, cancel);
        var left = look.Jobs.Where(stillToDo).ToLookup(ad => ad.Tag);
        return items.Select(item => new JobResult(
            item.Tag,
            item.Job?.Job,
            look.Failure is not null || left[item.Tag].Any(ad => item.Job?.Is(ad) ?? true) || MayBeLeft(item.Tag, item.Job) ? failure : null
        ));

        bool MayBeLeft(JobTag tag, JobKey? job) =>
            look.Unreadable.Any(unreadable => job is { } one ? unreadable.MayBe(tag, one.Job) : unreadable.MayBeOf(tag));
    }
}
