namespace HtcondorActors.CondorIo;

/// <summary>
/// Many jobs, few processes: those of one shape go out together. One submit at a time, because a client in a write session
/// keeps every other client of the schedd waiting.
/// </summary>
internal sealed class BatchSubmit(CondorIoOptions options, CondorQueries queries, ProcessRunner runner, TimeProvider clock) : IDisposable
{
    private readonly CondorCommands _commands = new(options);
    private readonly SemaphoreSlim _oneAtATime = new(1);

    public void Dispose() => _oneAtATime.Dispose();

    public async Task<IReadOnlyList<JobResult>> SubmitAsync(IReadOnlyList<SubmitDescription> jobs, CancellationToken cancel)
    {
        var results = new JobResult[jobs.Count];
        List<int> good = [];
        for (var i = 0; i < jobs.Count; i++)
        {
            if (SubmitFile.FaultOf(jobs[i]) is { } fault)
                results[i] = new JobResult(jobs[i].Tag, null, new CondorFailure(CondorFailureKind.Rejected, "condor_submit", null, fault));
            else
                good.Add(i);
        }
        foreach (var alike in good.GroupBy(i => SubmitShape.Of(jobs[i])))
            foreach (var batch in alike.Chunk(options.SubmitBatch))
                foreach (var (i, result) in batch.Zip(await SubmitAlikeAsync([.. batch.Select(i => jobs[i])], cancel)))
                    results[i] = result;
        return results;
    }

    private async Task<JobResult[]> SubmitAlikeAsync(SubmitDescription[] jobs, CancellationToken cancel)
    {
        var (ids, failure) = await RunAsync(jobs, cancel);
        if (failure is null) return [.. jobs.Zip(ids, (job, id) => new JobResult(job.Tag, id, null))];
        return jobs.Length > 1 && failure.Kind == CondorFailureKind.Failed
            ? await SubmitApartAsync(jobs, failure, cancel)
            : [.. jobs.Select(job => new JobResult(job.Tag, null, failure))];
    }

    /// <summary>
    /// One bad row refuses the whole table, without saying which: halves, until the bad ones are alone. First a look, which tells
    /// a refusal from a schedd that is away, and whether a batch whose answer was lost is in the queue after all.
    /// </summary>
    private async Task<JobResult[]> SubmitApartAsync(SubmitDescription[] jobs, CondorFailure failure, CancellationToken cancel)
    {
        var look = await queries.FindAsync([.. jobs.Select(job => job.Tag)], HistoryReach.None, cancel);
        if (look.Failure is not null) return [.. jobs.Select(job => new JobResult(job.Tag, null, failure))];
        var there = look.Jobs.Where(ad => OwnJobs.Has(options, ad)).ToLookup(ad => (ad.Tag, ad.Attempt));
        var results = jobs
            .Select(job => new JobResult(job.Tag, there[(job.Tag, job.Attempt)].FirstOrDefault()?.Id, CannotTell(job.Tag)))
            .ToArray();
        var missing = Enumerable.Range(0, jobs.Length).Where(i => results[i] is { Job: null, Failure: null }).ToArray();
        foreach (var half in missing.Chunk(Math.Max(1, (missing.Length + 1) / 2)))
            foreach (var (i, result) in half.Zip(await SubmitAlikeAsync([.. half.Select(i => jobs[i])], cancel)))
                results[i] = result;
        return results;

        CondorFailure? CannotTell(JobTag tag) => look.Unreadable.FirstOrDefault(job => job.MayBeOf(tag))?.ToFailure();
    }

    private async Task<(IReadOnlyList<JobId> Ids, CondorFailure? Failure)> RunAsync(SubmitDescription[] jobs, CancellationToken cancel)
    {
        var text = SubmitFile.Write(jobs, tag => JobPaths.FolderOf(options, tag), options);
        await _oneAtATime.WaitAsync(cancel);
        try
        {
            // Nobody waits for it any longer than that: what comes later comes from a condor_submit that outlived whoever started it.
            var run = await runner.RunAsync(_commands.Submit(SubmitFile.Until(clock.GetUtcNow() + options.SubmitTimeLimit, text, options)), cancel);
            if (run.Failure is { } failure) return ([], WasTooLate(failure) ? failure with { Kind = CondorFailureKind.TooLate } : failure);
            return (CondorOutput.JobIds(run.Output, jobs.Length), null);
        }
        catch (FormatException fault)
        {
            return ([], new CondorFailure(CondorFailureKind.Unreadable, "condor_submit", 0, fault.Message));
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    // The one place where a tool's words are judged: the name is our own, and the schedd says it where its rule is not met.
    private bool WasTooLate(CondorFailure failure) =>
        failure.Kind == CondorFailureKind.Failed && failure.Words.Contains(options.DeadlineRule, StringComparison.OrdinalIgnoreCase);
}
