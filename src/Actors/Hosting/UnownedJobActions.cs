using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// Lists the jobs without a pod, and removes them or has them adopted on an operator's word. If a job's tag is a pod's UID, that pod's
/// actor is asked first: a create may have found the job since the last poll.
/// </summary>
/// <param name="adoption">Has pods go on with jobs.</param>
/// <param name="labels">Asks for the names of pods; null if the scheduler has none.</param>
internal sealed class UnownedJobActions(
    UnownedBoard board,
    PodStates states,
    ICondorScheduler scheduler,
    JobAdoption adoption,
    JobLabels? labels,
    IOperatorActions operators,
    TimeProvider clock,
    ILogger<UnownedJobActions> log
) : IUnownedJobs
{
    private static readonly TimeSpan NamesLimit = TimeSpan.FromSeconds(2);

    /// <summary>The schedd is not asked more often for names that it did not give.</summary>
    private static readonly TimeSpan NamesAgain = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private (string Jobs, long At, Task<IReadOnlyDictionary<JobId, IReadOnlyList<string?>>> Names)? _asked;

    public async Task<IReadOnlyList<UnownedJob>?> ListAsync(CancellationToken cancel)
    {
        if (Jobs is not { } seen)
            return null;
        JobId[] ids = [.. seen.Select(job => job.Id).OfType<JobId>()];
        var names = await NamesOfAsync(ids, cancel);
        return [.. seen.OrderBy(job => job.Id).Select(job => Described(job, job.Id is { } id ? names?.GetValueOrDefault(id) : null))];
    }

    public Task<IReadOnlyList<UnownedJobAnswer>> WouldRemoveAsync(IReadOnlyList<string> jobs, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<UnownedJobAnswer>>([
            .. jobs.Select(job => Refusal(job, out var seen) ?? new(job, true, $"would be removed ({seen!.Ad!.Status})")),
        ]);

    public async Task<IReadOnlyList<UnownedJobAnswer>> RemoveAsync(IReadOnlyList<string> jobs, string by, CancellationToken cancel)
    {
        var answers = new UnownedJobAnswer?[jobs.Count];
        var free = new List<(int At, JobAd Ad)>();
        for (var i = 0; i < jobs.Count; i++)
        {
            answers[i] =
                Refusal(jobs[i], out var seen)
                ?? await NoteAsync(jobs[i], seen!.Ad!, by, cancel)
                ?? await OwnedAsync(jobs[i], seen.Ad!, cancel);
            if (answers[i] is null)
                free.Add((i, seen!.Ad!));
        }
        foreach (var (at, failure) in await RemoveAsync(free))
            answers[at] = failure is null
                ? new(jobs[at], true, "HTCondor was told to remove it")
                : new(jobs[at], false, "HTCondor did not remove it: " + failure);
        return answers!;
    }

    /// <summary>The journal has the removals, so they are done even if the caller leaves.</summary>
    private async Task<IEnumerable<(int At, CondorFailure? Failure)>> RemoveAsync(List<(int At, JobAd Ad)> free)
    {
        if (free.Count == 0)
            return [];
        var results = await scheduler.RemoveJobsAsync([.. free.Select(job => (job.Ad.Tag!, job.Ad.Id))], CancellationToken.None);
        (int At, JobId Job, CondorFailure? Failure)[] ended = [.. free.Zip(results, (job, result) => (job.At, job.Ad.Id, result.Failure))];
        foreach (var stay in ended.Where(job => job.Failure is not null).GroupBy(job => job.Failure!.ToString()))
        {
            var (first, count) = (stay.First(), stay.Count());
            log.UnownedJobsStay(count == 1 ? $"job {first.Job}" : $"{count} jobs ({first.Job}, ...)", first.Failure!);
        }
        return ended.Select(job => (job.At, job.Failure));
    }

    public Task<IReadOnlyList<UnownedJobAnswer>> WouldAdoptAsync(IReadOnlyList<string> jobs, CancellationToken cancel) =>
        EachAsync(jobs, (job, seen, all) => adoption.WouldAsync(job, seen, all, cancel));

    public Task<IReadOnlyList<UnownedJobAnswer>> AdoptAsync(IReadOnlyList<string> jobs, string by, CancellationToken cancel) =>
        EachAsync(jobs, (job, seen, all) => adoption.AdoptAsync(job, seen, all, by, cancel));

    /// <summary>All at once, so that the pods' looks are one.</summary>
    private async Task<IReadOnlyList<UnownedJobAnswer>> EachAsync(
        IReadOnlyList<string> jobs,
        Func<string, UnownedSeen, IReadOnlyList<UnownedSeen>, Task<UnownedJobAnswer>> answer
    )
    {
        var all = Jobs ?? [];
        return await Task.WhenAll(jobs.Select(AnswerAsync));

        async Task<UnownedJobAnswer> AnswerAsync(string job)
        {
            var seen = Find(job);
            return WhyNotAdopted(job, seen) is { } whyNot ? new(job, false, whyNot) : await answer(job, seen!, all);
        }
    }

    /// <summary>Null if no pod can have the job.</summary>
    private async Task<UnownedJobAnswer?> OwnedAsync(string job, JobAd ad, CancellationToken cancel)
    {
        if (!PodUid.TryParse(ad.Tag!.Value, out var uid))
            return null;
        try
        {
            return await operators.MayHaveJobsAsync(uid, cancel)
                ? new(job, false, "a create has found it meanwhile, and its pod owns it")
                : null;
        }
        catch (TimeoutException)
        {
            return new(job, false, "nothing was done: whether a pod owns it is not known yet; try again");
        }
    }

    /// <summary>Null if the journal has the removal.</summary>
    private async Task<UnownedJobAnswer?> NoteAsync(string job, JobAd ad, string by, CancellationToken cancel)
    {
        try
        {
            await operators.NoteJobRemovalAsync(ad.Id.ToString(), ad.Tag!.Value, by, cancel);
        }
        catch (ActionNotNotedException fault)
        {
            return new(job, false, "nothing was done: " + fault.Message);
        }
        log.UnownedJobRemoved(ad.Id, ad.Tag!, OneLine.Of(by));
        return null;
    }

    /// <summary>Null if the job may be removed.</summary>
    private UnownedJobAnswer? Refusal(string job, out UnownedSeen? seen)
    {
        seen = Find(job);
        var words = seen switch
        {
            null => NotListed(job),
            { Kind: UnownedKind.NoTag } => "it has no tag, so the sidecar cannot tell HTCondor for sure which job is meant; use condor_rm",
            { Kind: UnownedKind.OtherFolder } =>
                "it belongs to another data folder, whose sidecar may be running it; remove it there, or use "
                    + "condor_rm if that folder is lost",
            { Kind: UnownedKind.Unreadable } => "its ad cannot be read, so it may be a pod's job; look at it with condor_q -long",
            _ => null,
        };
        return words is null ? null : new(job, false, words);
    }

    /// <summary>Null if the job has a pod's UID that the journal does not know.</summary>
    private string? WhyNotAdopted(string job, UnownedSeen? seen) =>
        seen switch
        {
            null => NotListed(job),
            { Kind: UnownedKind.PodUnknown } => null,
            { Kind: UnownedKind.TagOfNoPod } => "its tag is not the UID of a pod, so no create can ever name it; remove it",
            { Kind: UnownedKind.NoTag } => "it has no tag, so nobody knows its pod; use condor_rm",
            { Kind: UnownedKind.OtherFolder } =>
                "it belongs to another data folder, whose sidecar may be running it. If this folder replaces "
                    + "that one, stop the sidecar and give this folder the other folder's files \"instance\" and journal.sqlite",
            _ => "its ad cannot be read, so nothing is known of it; look at it with condor_q -long",
        };

    /// <summary>The names of the jobs' pods. One question serves all callers until other jobs are listed, and a slow schedd costs the names
    /// only: null.</summary>
    private async Task<IReadOnlyDictionary<JobId, IReadOnlyList<string?>>?> NamesOfAsync(JobId[] jobs, CancellationToken cancel)
    {
        if (labels is null || jobs.Length == 0)
            return null;
        try
        {
            return await Asked(labels, jobs).WaitAsync(NamesLimit, clock, cancel);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private Task<IReadOnlyDictionary<JobId, IReadOnlyList<string?>>> Asked(JobLabels of, JobId[] jobs)
    {
        var list = string.Join(' ', jobs.Order());
        lock (_gate)
        {
            if (
                _asked is { } asked
                && (
                    !asked.Names.IsCompleted
                    || (asked.Jobs == list && (HasNames(asked.Names) || clock.GetElapsedTime(asked.At) < NamesAgain))
                )
            )
                return asked.Names;
            var names = of.OfAsync(jobs, JobNames.PodAttributes, CancellationToken.None);
            _asked = (list, clock.GetTimestamp(), names);
            return names;
        }
    }

    private static bool HasNames(Task<IReadOnlyDictionary<JobId, IReadOnlyList<string?>>> names) =>
        names is { IsCompletedSuccessfully: true, Result.Count: > 0 };

    /// <summary>The jobs of the last poll, without those that a create has found since then.</summary>
    private IReadOnlyList<UnownedSeen>? Jobs => board.Jobs is { } jobs ? [.. jobs.Where(job => !HasPod(job))] : null;

    private bool HasPod(UnownedSeen job) =>
        job is { Kind: UnownedKind.PodUnknown, Ad.Tag.Value: var tag }
        && PodUid.TryParse(tag, out var uid)
        && states.Find(uid) is { Pod.Stage: not (Stage.New or Stage.Refused) };

    private UnownedSeen? Find(string job) => JobId.TryParse(job, out var id) ? Jobs?.FirstOrDefault(seen => seen.Id == id) : null;

    private string NotListed(string job) =>
        !JobId.TryParse(job, out _) ? "this is not a job's id (123.0)"
        : board.Jobs is null ? "HTCondor's queue has not been listed twice since the start; try again"
        : "it is not a job without a pod: the last poll of the queue did not show it, or a pod owns it";

    private static UnownedJob Described(UnownedSeen job, IReadOnlyList<string?>? names) =>
        new(
            job.Id?.ToString(),
            job.Ad?.Tag?.Value,
            names?[0],
            names?[1],
            job.Ad?.Status.ToString(),
            job.Ad?.StatusSince,
            job.Kind,
            job.Kind switch
            {
                UnownedKind.PodUnknown => "no pod with this UID is in the journal",
                UnownedKind.TagOfNoPod => "its tag is not the UID of a pod",
                UnownedKind.NoTag => "it has no tag",
                UnownedKind.OtherFolder => "it carries the id of another data folder",
                _ => "its ad cannot be read: " + job.Fault,
            }
        );
}
