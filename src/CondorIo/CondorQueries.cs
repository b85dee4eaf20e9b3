namespace HtcondorActors.CondorIo;

/// <summary>Queries the queue and the history. If any part of a query fails, the whole query fails.</summary>
internal sealed class CondorQueries(CondorIoOptions options, ProcessRunner runner, UnreadableAnswers answers)
{
    /// <summary>The most tags or jobs in one command. An argument may have 128 KiB, and a tag 128 characters.</summary>
    public const int ChunkSize = 500;

    private readonly CondorCommands _commands = new(options);

    public async Task<JobQuery> ListAsync(CancellationToken cancel)
    {
        var all = await RunAsync(_commands.Queue(OwnJobs.OrOfTheSameName(options)), fromHistory: false, cancel);
        if (all.Jobs.All(ad => OwnJobs.Has(options, ad)))
            return all;
        var (own, others) = (all.Jobs.Where(ad => OwnJobs.Has(options, ad)), all.Jobs.Where(ad => !OwnJobs.Has(options, ad)));
        return all with { Jobs = [.. own], OfAnotherFolder = [.. others.Select(ad => ad.Id)] };
    }

    /// <summary>Asks the queue before the history, so that a job that leaves the queue in between is seen in the history.</summary>
    public async Task<JobQuery> FindAsync(IReadOnlyCollection<JobTag> tags, HistoryReach reach, CancellationToken cancel)
    {
        // The id alone is not a key: a schedd that lost its queue gives ids again.
        Dictionary<(JobTag, JobId, string?), JobAd> found = [];
        List<UnreadableJob> unreadable = [];
        foreach (var chunk in tags.Distinct().Chunk(ChunkSize))
        {
            var constraint = ClassAdText.And(
                OwnJobs.Constraint(options),
                ClassAdText.OneOf(options.TagAttribute, chunk.Select(tag => tag.Value))
            );
            var queue = await RunAsync(_commands.Queue(constraint), fromHistory: false, cancel);
            var history =
                reach.IsAsked && queue.Failure is null ? await HistoryAsync(constraint, reach, chunk.Length, cancel) : JobQuery.Of([]);
            if ((queue.Failure ?? history.Failure) is { } failure)
                return JobQuery.CannotTell(failure);
            // The queue's ad of a job takes precedence over the history's, even if it cannot be read.
            var inQueue = queue.Unreadable.Select(job => job.Id).OfType<JobId>().ToHashSet();
            var asked = chunk.ToHashSet();
            foreach (var ad in queue.Jobs.Concat(history.Jobs.Where(ad => !inQueue.Contains(ad.Id))))
            {
                if (ad.Tag is { } tag && asked.Contains(tag))
                    found.TryAdd((tag, ad.Id, ad.GlobalJobId), ad);
                // This job may really be any of the requested ones.
                else
                    unreadable.Add(new UnreadableJob(ad.Id, null, options.TagAttribute, "is not one of those that were asked for"));
            }
            unreadable.AddRange(queue.Unreadable);
            unreadable.AddRange(history.Unreadable.Where(job => job.Id is not { } id || !found.Keys.Any(known => known.Item2 == id)));
        }
        return JobQuery.Of([.. found.Values.OrderBy(ad => ad.Id)]) with { Unreadable = unreadable };
    }

    /// <summary>
    /// Reads a bounded number of jobs. An answer that reaches the bound fails, because the job that matters may have been cut off.
    /// </summary>
    private async Task<JobQuery> HistoryAsync(string constraint, HistoryReach reach, int tags, CancellationToken cancel)
    {
        var limit = 1000 + 20 * tags;
        var command = _commands.History(constraint, reach, limit);
        var seen = await RunAsync(command, fromHistory: true, cancel);
        return seen.Jobs.Count + seen.Unreadable.Count < limit
            ? seen
            : JobQuery.CannotTell(
                new CondorFailure(
                    CondorFailureKind.Unreadable,
                    command.Program,
                    0,
                    "the history has more jobs with these tags than are read at once"
                )
            );
    }

    private async Task<JobQuery> RunAsync(ToolCommand command, bool fromHistory, CancellationToken cancel)
    {
        var ads = new JobAdReader(options, fromHistory);
        var run = await runner.RunAsync(command, cancel, block => ads.Take(block.Span));
        if (run.Failure is not null)
            return JobQuery.CannotTell(run.Failure);
        try
        {
            var jobs = JobQuery.Of(ads.End()) with { Unreadable = ads.Unreadable };
            answers.Over(command.Program);
            return jobs;
        }
        catch (FormatException fault)
        {
            return JobQuery.CannotTell(answers.Failure(command.Program, fault, ads.Start, ads.Length));
        }
    }
}
