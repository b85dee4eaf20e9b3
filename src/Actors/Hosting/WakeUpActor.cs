using Akka.Actor;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>The lists of pods to wake. Reading either list may fail.</summary>
/// <param name="Known">All pods that have more than a tombstone; fails when the journal is locked or slow.</param>
/// <param name="Leftovers">Pods that have a folder and nothing else; fails when the scheduler does not answer.</param>
internal sealed record WakeUpLists(Func<Task<IReadOnlyList<PodUid>>> Known, Func<Task<IReadOnlyList<PodUid>>> Leftovers);

/// <summary>
/// After a start, wakes every pod that has events or a folder, so that its submit, watch or deletion continues. A pod with only a tombstone
/// is not woken, because there is nothing to do for it (<see cref="TombstonesActor"/>). Akka's remembered entities are not used: they would
/// store every pod's id a second time, and do not know the folders (ADR 0001).
/// </summary>
internal sealed class WakeUpActor : ReceiveActor, IWithTimers
{
    private sealed record Found(IReadOnlyList<PodUid> Pods);

    private sealed record ListAgain;

    private sealed record AgainDue;

    /// <summary>A pod whose entries cannot be read never answers, and tries again by itself.</summary>
    private const int MostRounds = 30;

    /// <param name="pods">The shard region.</param>
    /// <param name="lists">The known pods come first; the leftovers follow when all known pods are awake.</param>
    /// <param name="retryAfter">The wait before a failed list is requested again.</param>
    /// <param name="tombstones">Receives <see cref="WakeUpCompleted"/> when the known pods are awake.</param>
    /// <param name="unread">Told how many known pods have not answered yet.</param>
    /// <param name="log">Gets the number of pods that are woken.</param>
    /// <param name="patience">In a cluster: a pod that has not answered by then is woken again, because the message may have been sent to
    /// a node that has just ended. Null on the only node.</param>
    public WakeUpActor(
        IActorRef pods,
        WakeUpLists lists,
        TimeSpan retryAfter,
        ICanTell tombstones,
        Action<int> unread,
        ILogger<WakeUpActor> log,
        TimeSpan? patience = null
    )
    {
        var batches = new PodBatches(pods);
        var (knownAreAwake, rounds) = (false, 0);
        Receive<Found>(found =>
        {
            foreach (var uid in found.Pods)
                batches.Add(new WakeUp(uid));
            if (!knownAreAwake)
                log.Recovering(batches.Left);
            Wake();
        });
        Receive<RenderedStatus>(pod =>
        {
            if (batches.Answered(pod.Uid))
                Wake();
        });
        Receive<AgainDue>(_ =>
        {
            foreach (var uid in batches.Unanswered)
                batches.Add(new WakeUp(uid));
            Wake();
        });
        Receive<ReceiveTimeout>(_ => Wake());
        // The list must be tried again: nobody asks for a deleted pod, so an acknowledged deletion would otherwise wait for the next start.
        Receive<Status.Failure>(failed =>
        {
            var words = failed.Cause.GetBaseException().Message;
            if (!knownAreAwake)
                log.JournalNotListed(words);
            Timers.StartSingleTimer(nameof(ListAgain), new ListAgain(), retryAfter);
        });
        Receive<ListAgain>(_ => Ask());

        Ask();

        void Ask() => (knownAreAwake ? lists.Leftovers : lists.Known)().PipeTo(Self, success: found => new Found(found));

        void Wake()
        {
            var left = batches.Left;
            var more = batches.Next();
            if (!knownAreAwake)
                unread(left);
            Context.SetReceiveTimeout(more ? patience ?? PodBatches.Patience : null);
            if (more)
                return;
            if (patience is not null && batches.Unanswered.Count > 0 && ++rounds <= MostRounds)
                Timers.StartSingleTimer(nameof(AgainDue), new AgainDue(), retryAfter);
            if (knownAreAwake)
                return;
            knownAreAwake = true;
            // Old tombstones do not need the scheduler, but the leftover folders do.
            tombstones.Tell(new WakeUpCompleted(), Self);
            Ask();
        }
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Lists every pod that has more than a tombstone.</summary>
    public static async Task<IReadOnlyList<PodUid>> KnownAsync(IJournalStore journal) =>
        [.. (await journal.WithMoreThanATombstoneAsync()).Select(PodActor.UidOf).OfType<PodUid>()];

    /// <summary>
    /// Lists pods that have a folder but no events, so that the folder is removed: a process died between writing the files and the
    /// journal. A folder whose job is, or may be, in the queue is not listed: then the journal was lost, and the job still writes to the
    /// folder. A folder is not listed either if its file names another schedd than the one that answers.
    /// </summary>
    /// <param name="journal">The journal.</param>
    /// <param name="folders">The folders.</param>
    /// <param name="scheduler">The queue.</param>
    /// <param name="age">Only folders that were made this long ago.</param>
    /// <exception cref="IOException">The scheduler does not answer.</exception>
    public static async Task<IReadOnlyList<PodUid>> LeftoversAsync(
        IJournalStore journal,
        IJobFolders folders,
        ICondorScheduler scheduler,
        TimeSpan age = default
    )
    {
        var pods = folders.List(age).Select(tag => PodUid.TryParse(tag.Value, out var uid) ? uid : null).OfType<PodUid>();
        var without = await journal.WithoutEntriesAsync([.. pods.Select(PodActor.PersistenceIdOf)]);
        var leftovers = without.Select(PodActor.UidOf).OfType<PodUid>().ToArray();
        if (leftovers.Length == 0)
            return [];
        var tags = leftovers.Select(uid => uid.Tag).ToArray();
        var jobs = await scheduler.FindAsync(tags, HistoryReach.None, CancellationToken.None);
        if (jobs.Failure is { } failure)
            throw new IOException(failure.ToString());
        var inQueue = jobs.Jobs.Select(ad => ad.Tag).ToHashSet();
        var free = leftovers.Where(uid => !inQueue.Contains(uid.Tag) && !jobs.Unreadable.Any(job => job.MayBeOf(uid.Tag)));
        List<PodUid> rubbish = [];
        foreach (var uid in free)
        {
            var own = OutlineFile.ScheddOf(await folders.ReadAsync(uid.Tag, OutlineFile.Name, CancellationToken.None), uid);
            if (own is null || own == jobs.Schedd)
                rubbish.Add(uid);
        }
        return rubbish;
    }
}
