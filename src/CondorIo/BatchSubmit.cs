namespace HtcondorActors.CondorIo;

/// <summary>
/// Submits many jobs with few processes: jobs of one shape go out together. There is one submit at a time, because a client in a write
/// session makes every other client of the schedd wait.
/// </summary>
internal sealed class BatchSubmit(
    CondorIoOptions options,
    CondorQueries queries,
    ProcessRunner runner,
    UnreadableAnswers answers,
    TimeProvider clock
) : IDisposable
{
    private readonly CondorCommands _commands = new(options);
    private readonly SemaphoreSlim _oneAtATime = new(1);

    public void Dispose() => _oneAtATime.Dispose();

    public async Task<IReadOnlyList<JobResult>> SubmitAsync(IReadOnlyList<SubmitDescription> asked, CancellationToken cancel)
    {
        var jobs = BatchNames.Bounded(asked);
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
        if (failure is null)
            return [.. jobs.Zip(ids, (job, id) => new JobResult(job.Tag, id, null) { Submitted = BehindGate(job, id) })];
        return (jobs.Length, failure.Kind) switch
        {
            (> 1, CondorFailureKind.Refused) => await SubmitHalvesAsync(jobs, failure, cancel),
            (> 1, CondorFailureKind.Failed) => await SubmitWhatFitsAsync(jobs, failure, cancel),
            _ => [.. jobs.Select(job => new JobResult(job.Tag, null, failure))],
        };
    }

    /// <summary>
    /// One bad row makes condor_submit refuse the whole table, without naming the row. So the batch is halved until the bad jobs are alone.
    /// </summary>
    private async Task<JobResult[]> SubmitHalvesAsync(SubmitDescription[] jobs, CondorFailure failure, CancellationToken cancel)
    {
        if (await SeenAsync(jobs, cancel) is not { } results)
            return [.. jobs.Select(job => new JobResult(job.Tag, null, failure))];
        var missing = Missing(results);
        foreach (var half in missing.Chunk(Math.Max(1, (missing.Length + 1) / 2)))
        foreach (var (i, result) in half.Zip(await SubmitAlikeAsync([.. half.Select(i => jobs[i])], cancel)))
            results[i] = result with { Submitted = null };
        return results;
    }

    /// <summary>
    /// The schedd does not accept so many jobs now. Each try has half as many jobs as the last, and after a success twice as many. It ends
    /// when two single jobs in a row are not accepted; all remaining jobs get that failure. So a limit that admits no job costs only a few
    /// calls, and a single job that is not accepted does not block the others.
    /// </summary>
    private async Task<JobResult[]> SubmitWhatFitsAsync(SubmitDescription[] jobs, CondorFailure failure, CancellationToken cancel)
    {
        var (results, left) = (
            jobs.Select(job => new JobResult(job.Tag, null, failure)).ToArray(),
            Enumerable.Range(0, jobs.Length).ToArray()
        );
        for (var (size, inVain, looked) = (left.Length, 0, false); left.Length > 0 && inVain < 2; )
        {
            if (!looked)
            {
                if (await SeenAsync([.. left.Select(i => jobs[i])], cancel) is not { } seen)
                    break;
                foreach (var (i, result) in left.Zip(seen))
                    if (result is not { Job: null, Failure: null })
                        results[i] = result;
                left = [.. left.Zip(seen).Where(each => each.Second is { Job: null, Failure: null }).Select(each => each.First)];
                (size, looked) = (Math.Max(1, Math.Min(size / 2, left.Length)), true);
                continue;
            }
            var piece = left[..Math.Min(size, left.Length)];
            var (ids, again) = await RunAsync([.. piece.Select(i => jobs[i])], cancel);
            if (again is null)
            {
                foreach (var (i, id) in piece.Zip(ids))
                    results[i] = new JobResult(jobs[i].Tag, id, null);
                (size, inVain) = (2 * size, 0);
            }
            else if (again.Kind == CondorFailureKind.Refused)
                foreach (var (i, result) in piece.Zip(await SubmitHalvesAsync([.. piece.Select(i => jobs[i])], again, cancel)))
                    results[i] = result;
            else
            {
                foreach (var i in left)
                    results[i] = new JobResult(jobs[i].Tag, null, again);
                if (again.Kind != CondorFailureKind.Failed)
                    break;
                looked = false;
                if (piece.Length > 1)
                {
                    size = piece.Length;
                    continue;
                }
                inVain++;
            }
            left = left[piece.Length..];
        }
        return results;
    }

    // HTCondor has no name for the job in condor_submit's answer, so the ad has no GlobalJobId.
    private JobAd BehindGate(SubmitDescription job, JobId id) =>
        new()
        {
            Id = id,
            Tag = job.Tag,
            Instance = options.Instance,
            InstanceId = options.InstanceId.Length > 0 ? options.InstanceId : null,
            Attempt = job.Attempt,
            Status = options.IsRemote ? JobStatus.Idle : JobStatus.Held,
            HoldReasonCode = options.IsRemote ? null : 15,
            GateOpen = options.IsRemote ? false : null,
        };

    /// <summary>
    /// Looks which jobs are in the queue after all. The look distinguishes a refusal from an unreachable schedd, and finds a batch whose
    /// answer was lost. A result has the job, or the reason why nobody can tell, or neither if the job is not there. Null if the look
    /// failed.
    /// </summary>
    private async Task<JobResult[]?> SeenAsync(SubmitDescription[] jobs, CancellationToken cancel)
    {
        var look = await queries.FindAsync([.. jobs.Select(job => job.Tag)], HistoryReach.None, cancel);
        if (look.Failure is not null)
            return null;
        var there = look.Jobs.Where(ad => OwnJobs.Has(options, ad)).ToLookup(ad => (ad.Tag, ad.Attempt));
        return [.. jobs.Select(job => new JobResult(job.Tag, there[(job.Tag, job.Attempt)].FirstOrDefault()?.Id, CannotTell(job.Tag)))];

        CondorFailure? CannotTell(JobTag tag) => look.Unreadable.FirstOrDefault(job => job.MayBeOf(tag))?.ToFailure();
    }

    private static int[] Missing(JobResult[] results) =>
        [.. Enumerable.Range(0, results.Length).Where(i => results[i] is { Job: null, Failure: null })];

    private async Task<(IReadOnlyList<JobId> Ids, CondorFailure? Failure)> RunAsync(SubmitDescription[] jobs, CancellationToken cancel)
    {
        var text = SubmitFile.Write(jobs, tag => JobPaths.FolderOf(options, tag), options);
        await _oneAtATime.WaitAsync(cancel);
        try
        {
            // The sidecar waits no longer than this, so a later submit comes from a condor_submit that outlived the sidecar.
            var run = await runner.RunAsync(
                _commands.Submit(SubmitFile.Until(clock.GetUtcNow() + options.SubmitTimeLimit, text, options)),
                cancel
            );
            if (run.Failure is { } failure)
                return (
                    [],
                    failure with
                    {
                        Kind =
                            WasTooLate(failure) ? CondorFailureKind.TooLate
                            : SubmitRefusal.IsFinal(failure, jobs[0]) ? CondorFailureKind.Refused
                            : failure.Kind,
                    }
                );
            return IdsOf(run.Output, jobs.Length);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private (IReadOnlyList<JobId> Ids, CondorFailure? Failure) IdsOf(ReadOnlyMemory<byte> output, int jobs)
    {
        try
        {
            var ids = CondorOutput.JobIds(output, jobs);
            answers.Over("condor_submit");
            return (ids, null);
        }
        catch (FormatException fault)
        {
            return ([], answers.Failure("condor_submit", fault, output.Span, output.Length));
        }
    }

    // The schedd names its rule when the rule is violated, and this rule's name is the sidecar's own.
    private bool WasTooLate(CondorFailure failure) =>
        failure.Kind == CondorFailureKind.Failed && failure.Words.Contains(options.DeadlineRule, StringComparison.OrdinalIgnoreCase);
}
