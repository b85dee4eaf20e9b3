namespace HtcondorActors.CondorIo;

/// <summary>
/// Many jobs, few processes: those of one shape go out together. One submit at a time, because a client in a write session
/// keeps every other client of the schedd waiting.
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
        if (failure is null)
            return [.. jobs.Zip(ids, (job, id) => new JobResult(job.Tag, id, null))];
        return (jobs.Length, failure.Kind) switch
        {
            (> 1, CondorFailureKind.Refused) => await SubmitHalvesAsync(jobs, failure, cancel),
            (> 1, CondorFailureKind.Failed) => await SubmitWhatFitsAsync(jobs, failure, cancel),
            _ => [.. jobs.Select(job => new JobResult(job.Tag, null, failure))],
        };
    }

    /// <summary>One bad row refuses the whole table, without saying which: halves, until the bad ones are alone.</summary>
    private async Task<JobResult[]> SubmitHalvesAsync(SubmitDescription[] jobs, CondorFailure failure, CancellationToken cancel)
    {
        if (await SeenAsync(jobs, cancel) is not { } results)
            return [.. jobs.Select(job => new JobResult(job.Tag, null, failure))];
        var missing = Missing(results);
        foreach (var half in missing.Chunk(Math.Max(1, (missing.Length + 1) / 2)))
        foreach (var (i, result) in half.Zip(await SubmitAlikeAsync([.. half.Select(i => jobs[i])], cancel)))
            results[i] = result;
        return results;
    }

    /// <summary>
    /// The schedd does not take so many now. Half as many are tried, and half of that; after a success twice as many. It ends when two jobs
    /// in a row are not taken alone: the jobs that are left are told the same. So a limit that lets none in costs a few calls, and a single
    /// job that is not taken holds up no other.
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

    /// <summary>
    /// A look tells a refusal from a schedd that is away, and whether a batch whose answer was lost is in the queue after all: the job, or
    /// why nobody can tell, or neither for those that are not there. Null: it cannot be looked.
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
            // Nobody waits for it any longer than that: what comes later comes from a condor_submit that outlived whoever started it.
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

    // The name is our own, and the schedd says it where its rule is not met.
    private bool WasTooLate(CondorFailure failure) =>
        failure.Kind == CondorFailureKind.Failed && failure.Words.Contains(options.DeadlineRule, StringComparison.OrdinalIgnoreCase);
}
