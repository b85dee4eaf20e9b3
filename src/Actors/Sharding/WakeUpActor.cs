using Akka.Actor;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Sharding;

/// <summary>The lists of pods that are to be woken. Each may fail.</summary>
/// <param name="Known">All that have events. It fails when the journal is locked or slow.</param>
/// <param name="Leftovers">Those that have a folder and nothing else. It fails when the scheduler is away.</param>
/// <param name="Expired">Deleted ones that need not be remembered any longer.</param>
internal sealed record WakeUpLists(
    Func<Task<IReadOnlyList<PodUid>>> Known, Func<Task<IReadOnlyList<PodUid>>> Leftovers, Func<Task<IReadOnlyList<PodUid>>> Expired)
{
    public Func<Task<IReadOnlyList<PodUid>>> Of(WakeUpList list) => list switch
    {
        WakeUpList.Known => Known,
        WakeUpList.Leftovers => Leftovers,
        _ => Expired,
    };
}

internal enum WakeUpList { Known, Leftovers, Expired }

/// <summary>
/// After a start, wakes every pod that has events or a folder, so that submits, watches and deletions that were under way go on
/// unasked. From then on it wakes deleted pods whose tombstones are too old, so that they forget themselves.
/// Instead of remembered entities: those would write every pod's id a second time, and know nothing of folders (ADR 0001).
/// </summary>
internal sealed class WakeUpActor : ReceiveActor, IWithTimers
{
    /// <summary>A few at a time: whoever asks for a pod meanwhile wakes it by asking.</summary>
    private const int AtOnce = 50;

    private sealed record Found(IReadOnlyList<PodUid> Pods);
    private sealed record Next;
    private sealed record ListAgain;

    /// <param name="pods">The shard region.</param>
    /// <param name="lists">The known ones first, when all of them are awake the leftovers, and then the expired ones again and again.</param>
    /// <param name="retryAfter">The time after which a list that failed is asked for again.</param>
    /// <param name="forgetEvery">The time between two lists of the expired.</param>
    /// <param name="log">Says how many are woken.</param>
    public WakeUpActor(IActorRef pods, WakeUpLists lists, TimeSpan retryAfter, TimeSpan forgetEvery, ILogger<WakeUpActor> log)
    {
        var left = new Queue<PodUid>();
        var list = WakeUpList.Known;
        var answers = 0;
        Receive<Found>(found =>
        {
            foreach (var uid in found.Pods) left.Enqueue(uid);
            if (list == WakeUpList.Known) log.LogInformation("{Count} pods of before the start are being woken", left.Count);
            Self.Tell(new Next());
        });
        Receive<Next>(_ => Wake());
        Receive<RenderedStatus>(_ =>
        {
            if (--answers == 0) Wake();
        });
        // A pod whose events cannot be read does not answer: the others go on.
        Receive<ReceiveTimeout>(_ => Wake());
        // Given up, a deletion that was acknowledged would wait for the next start: nobody asks for a deleted pod.
        Receive<Status.Failure>(failed =>
        {
            if (list == WakeUpList.Known)
                log.LogWarning(
                    "pods of before the start go on only when they are asked for until the journal can be listed; tried again later: {Words}",
                    failed.Cause.GetBaseException().Message);
            Timers.StartSingleTimer(nameof(ListAgain), new ListAgain(), retryAfter);
        });
        Receive<ListAgain>(_ => Ask());

        Ask();

        void Ask() => lists.Of(list)().PipeTo(Self, success: found => new Found(found));

        void Wake()
        {
            answers = 0;
            while (answers < AtOnce && left.TryDequeue(out var uid))
            {
                pods.Tell(new WakeUp(uid));
                pods.Tell(new GetPodStatus(uid, AtOnce: true));
                answers++;
            }
            Context.SetReceiveTimeout(answers > 0 ? TimeSpan.FromSeconds(10) : null);
            if (answers > 0) return;
            if (list == WakeUpList.Known)
            {
                list = WakeUpList.Leftovers;
                Ask();
            }
            else
            {
                list = WakeUpList.Expired;
                Timers.StartSingleTimer(nameof(ListAgain), new ListAgain(), forgetEvery);
            }
        }
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Every pod that has events.</summary>
    public static IReadOnlyList<PodUid> Known(string journal) => [.. JournalFile.Read(journal, JournalTable.PersistenceIds).Select(PodActor.UidOf).OfType<PodUid>()];

    /// <summary>Every deleted pod that was remembered long enough, or whose deletion seems to lie in the future: it decides what that means.</summary>
    public static IReadOnlyList<PodUid> Expired(string journal, ActorsOptions options, DateTimeOffset now) =>
    [
        .. JournalFile.Read(journal, connection =>
            JournalTable.WrittenBefore(connection, PodFactSerializer.DeletedManifest, now - options.RememberDeleted, now))
            .Select(PodActor.UidOf).OfType<PodUid>(),
    ];

    /// <summary>
    /// Folders of pods without events: left by a process that died between the files and the journal, and to be removed.
    /// A folder whose job is in the queue, or may be, is not listed: the journal was lost, and the job still writes into that folder.
    /// </summary>
    /// <exception cref="IOException">The scheduler cannot be asked.</exception>
    public static async Task<IReadOnlyList<PodUid>> LeftoversAsync(string journal, IJobFolders folders, ICondorScheduler scheduler)
    {
        var leftovers = folders.List().Select(tag => PodUid.TryParse(tag.Value, out var uid) ? uid : null).OfType<PodUid>().Except(Known(journal)).ToArray();
        if (leftovers.Length == 0) return [];
        var jobs = await scheduler.FindAsync([.. leftovers.Select(uid => uid.Tag)], HistoryReach.None, CancellationToken.None).ConfigureAwait(false);
        if (jobs.Failure is { } failure) throw new IOException(failure.ToString());
        var inQueue = jobs.Jobs.Select(ad => ad.Tag).ToHashSet();
        return [.. leftovers.Where(uid => !inQueue.Contains(uid.Tag) && !jobs.Unreadable.Any(job => job.MayBeOf(uid.Tag)))];
    }
}
