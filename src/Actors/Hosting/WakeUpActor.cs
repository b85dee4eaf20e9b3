using Akka.Actor;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>The lists of pods that are to be woken. Each may fail.</summary>
/// <param name="Known">All that have more than a tombstone. It fails when the journal is locked or slow.</param>
/// <param name="Leftovers">Those that have a folder and nothing else. It fails when the scheduler is away.</param>
internal sealed record WakeUpLists(Func<Task<IReadOnlyList<PodUid>>> Known, Func<Task<IReadOnlyList<PodUid>>> Leftovers);

/// <summary>
/// After a start, wakes every pod that has events or a folder, so that submits, watches and deletions that were under way go on
/// unasked. A pod of which only the tombstone is left sleeps on: nothing is to be done for it (<see cref="TombstonesActor"/>).
/// Instead of remembered entities: those would write every pod's id a second time, and know nothing of folders (ADR 0001).
/// </summary>
internal sealed class WakeUpActor : ReceiveActor, IWithTimers
{
    private sealed record Found(IReadOnlyList<PodUid> Pods);

    private sealed record ListAgain;

    /// <param name="pods">The shard region.</param>
    /// <param name="lists">The known ones first, and when all of them are awake the leftovers.</param>
    /// <param name="retryAfter">The time after which a list that failed is asked for again.</param>
    /// <param name="tombstones">Is told when the known ones are awake.</param>
    /// <param name="log">Says how many are woken.</param>
    public WakeUpActor(IActorRef pods, WakeUpLists lists, TimeSpan retryAfter, ICanTell tombstones, ILogger<WakeUpActor> log)
    {
        var batches = new PodBatches(pods);
        var knownAreAwake = false;
        Receive<Found>(found =>
        {
            foreach (var uid in found.Pods)
                batches.Add(new WakeUp(uid));
            if (!knownAreAwake)
                log.Recovering(batches.Left);
            Wake();
        });
        Receive<RenderedStatus>(_ =>
        {
            if (batches.Answered())
                Wake();
        });
        Receive<ReceiveTimeout>(_ => Wake());
        // Given up, a deletion that was acknowledged would wait for the next start: nobody asks for a deleted pod.
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
            var more = batches.Next();
            Context.SetReceiveTimeout(more ? PodBatches.Patience : null);
            if (more || knownAreAwake)
                return;
            knownAreAwake = true;
            // A leftover folder waits for the scheduler. Old tombstones do not.
            tombstones.Tell(new WakeUpCompleted(), Self);
            Ask();
        }
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Every pod that has more than a tombstone.</summary>
    public static IReadOnlyList<PodUid> Known(string journal) =>
        [.. JournalFile.Read(journal, JournalTable.WithMoreThanATombstone).Select(PodActor.UidOf).OfType<PodUid>()];

    /// <summary>
    /// Folders of pods without events: left by a process that died between the files and the journal, and to be removed.
    /// A folder whose job is in the queue, or may be, is not listed: the journal was lost, and the job still writes into that folder.
    /// </summary>
    /// <exception cref="IOException">The scheduler cannot be asked.</exception>
    public static async Task<IReadOnlyList<PodUid>> LeftoversAsync(string journal, IJobFolders folders, ICondorScheduler scheduler)
    {
        var pods = folders.List().Select(tag => PodUid.TryParse(tag.Value, out var uid) ? uid : null).OfType<PodUid>();
        var ids = pods.Select(PodActor.PersistenceIdOf);
        var leftovers = JournalFile
            .Read(journal, connection => JournalTable.WithoutEntries(connection, ids))
            .Select(PodActor.UidOf)
            .OfType<PodUid>()
            .ToArray();
        if (leftovers.Length == 0)
            return [];
        var tags = leftovers.Select(uid => uid.Tag).ToArray();
        var jobs = await scheduler.FindAsync(tags, HistoryReach.None, CancellationToken.None);
        if (jobs.Failure is { } failure)
            throw new IOException(failure.ToString());
        var inQueue = jobs.Jobs.Select(ad => ad.Tag).ToHashSet();
        return [.. leftovers.Where(uid => !inQueue.Contains(uid.Tag) && !jobs.Unreadable.Any(job => job.MayBeOf(uid.Tag)))];
    }
}
