namespace HtcondorActors.CondorIo;

/// <summary>Fetches the streams of spooled jobs into their folders, while the jobs run and afterwards.</summary>
internal sealed class OutputFetch(CondorIoOptions options, CondorQueries queries, ProcessRunner runner)
{
    private readonly CondorCommands _commands = new(options);

    public async Task<IReadOnlyList<JobResult>> FetchAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel)
    {
        Dictionary<JobId, CondorFailure> failures = [];
        if (options.IsRemote)
            foreach (var chunk in jobs.Distinct().Chunk(CondorQueries.ChunkSize))
                await FetchAsync(chunk, failures, cancel);
        return [.. jobs.Select(job => new JobResult(job.Tag, job.Job, failures.GetValueOrDefault(job.Job)))];
    }

    /// <summary>
    /// In HTCondor 25.x, one job without files yet makes condor_transfer_data fail for all jobs of the call (23.9 reports nothing). So jobs
    /// that have never started are then left out, and the others are tried in halves until the failing job is alone.
    /// </summary>
    private async Task FetchAsync((JobTag Tag, JobId Job)[] jobs, Dictionary<JobId, CondorFailure> failures, CancellationToken cancel)
    {
        // A fault in one job's folder must not prevent the fetch for the other jobs.
        jobs = [.. jobs.Where(job => Note(job.Job, () => ClearIncoming(options, job.Tag), failures))];
        if (jobs.Length == 0 || await TransferAsync(jobs, failures, cancel) is not { } failure)
            return;
        var look =
            failure.Kind == CondorFailureKind.Failed
                ? await queries.FindAsync([.. jobs.Select(job => job.Tag)], HistoryReach.None, cancel)
                : JobQuery.CannotTell(failure);
        var started = look.Jobs.Where(ad => ad.EverStarted).Select(ad => ad.Id).ToHashSet();
        var left = look.Failure is null ? [.. jobs.Where(job => started.Contains(job.Job) || MayBeThere(job.Tag, job.Job))] : jobs;
        if (look.Failure is not null || jobs.Length == 1)
            foreach (var job in left)
                failures[job.Job] = failure;
        else
            foreach (var half in left.Chunk((jobs.Length + 1) / 2))
                await FetchAsync(half, failures, cancel);

        bool MayBeThere(JobTag tag, JobId job) => look.Unreadable.Any(unreadable => unreadable.MayBe(tag, job));
    }

    /// <summary>
    /// The schedd sends the files that SpooledOutputFiles names. It sets that attribute when a job starts and when it ends, and never
    /// includes the streams: the streamed output of a completed job is not sent at all (observed). So the attribute is corrected before
    /// each fetch. Exit 1 of that edit means that no job needed it, and the fetch continues.
    /// </summary>
    private async Task<CondorFailure?> TransferAsync(
        (JobTag Tag, JobId Job)[] jobs,
        Dictionary<JobId, CondorFailure> failures,
        CancellationToken cancel
    )
    {
        var these = ClassAdText.And(OwnJobs.Constraint(options), ClassAdText.Jobs(options.TagAttribute, jobs));
        var streams = ClassAdText.Quote($"{JobFileNames.Output},{JobFileNames.Error}");
        var edit = await runner.RunAsync(
            _commands.Edit(ClassAdText.And($"SpooledOutputFiles =!= {streams}", these), ("SpooledOutputFiles", streams)),
            cancel
        );
        if (edit.Failure is { Kind: not CondorFailureKind.Failed })
            return edit.Failure;
        if ((await runner.RunAsync(_commands.TransferData(these), cancel)).Failure is { } failure)
            return failure;
        foreach (var (tag, job) in jobs)
            Note(job, () => Accept(tag), failures);
        return null;
    }

    private static bool Note(JobId job, Action work, Dictionary<JobId, CondorFailure> failures)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            failures[job] = StorageFailure.From(fault);
            return false;
        }
    }

    /// <summary>
    /// Replaces the old files by the fetched ones as a whole. So an interrupted fetch, or a full disk, loses nothing of a log, and a reader
    /// never sees a half-written file. The tool of a former process, or of a node that had the job before, may still write into the same
    /// folder. So a file that is only the beginning of the old one is not taken. An empty file is not taken either: a new run may have
    /// written nothing yet, and may never write anything. For a job whose spool is gone nothing is fetched (exit 0; observed), and the old
    /// files stay.
    /// </summary>
    /// <exception cref="IOException">The disk fails, or the fetched file is not whole.</exception>
    private void Accept(JobTag tag)
    {
        foreach (var name in (string[])[JobFileNames.Error, JobFileNames.Output])
        {
            var brought = Path.Combine(JobPaths.IncomingOf(options, tag), name);
            var kept = Path.Combine(JobPaths.FolderOf(options, tag), name);
            if (!File.Exists(brought) || OutputFile.Oddity(brought) is not null)
                continue;
            if (OutputFile.Oddity(kept) is not null)
                Remove(kept);
            if (name == JobFileNames.Output && File.Exists(kept))
            {
                if (new FileInfo(brought).Length == 0)
                    continue;
                if (IsPartOf(kept, brought))
                    throw new IOException($"the {name} that was fetched is shorter than the one of before, so it is not whole");
                if (!BeginsAs(kept, brought))
                    OutputOfRuns.PutAway(options, tag);
            }
            File.Move(brought, kept, overwrite: true);
        }
    }

    // Each run starts a new output, and the beginnings of two runs always differ (docs/runner-stream.md).
    private static bool BeginsAs(string kept, string brought) => HeadOf(brought).AsSpan().StartsWith(HeadOf(kept));

    // The output of a run only grows.
    private static bool IsPartOf(string kept, string brought) =>
        new FileInfo(brought).Length < new FileInfo(kept).Length && HeadOf(kept).AsSpan().StartsWith(HeadOf(brought));

    private static byte[] HeadOf(string path)
    {
        var head = new byte[80];
        using var file = OutputFile.OpenRead(Path.GetDirectoryName(path)!, Path.GetFileName(path));
        if (file is null)
            return [];
        using var stream = new FileStream(file, FileAccess.Read);
        return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    /// <summary>
    /// Empties the folder of a fetch. A fetch that was killed may have left its file there. The tool would hang on a FIFO, and would write
    /// through a link. A tool that still runs then writes to a file that nobody reads. A missing folder is not created again: after a job's
    /// input files were removed, a late fetch must leave nothing but its logs.
    /// </summary>
    public static void ClearIncoming(CondorIoOptions options, JobTag tag)
    {
        var folder = JobPaths.IncomingOf(options, tag);
        if (UnixFile.AtName(folder) is not { } there)
            return;
        if (!there.IsFolder)
        {
            File.Delete(folder);
            JobFolders.CreateFolder(folder);
        }
        foreach (var name in (string[])[JobFileNames.Error, JobFileNames.Output])
            Remove(Path.Combine(folder, name));
    }

    private static void Remove(string path)
    {
        if (UnixFile.AtName(path) is { IsFolder: true })
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }
}
