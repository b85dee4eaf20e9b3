using Akka.Actor;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Sharding;

/// <summary>
/// After a start, wakes every pod that has events or a folder, so that submits, watches and deletions that were under way go on
/// unasked. Instead of remembered entities: those would write every pod's id a second time, and know nothing of folders (ADR 0001).
/// </summary>
internal sealed class WakeUpActor : ReceiveActor, IWithTimers
{
    /// <summary>A few at a time: whoever asks for a pod meanwhile wakes it by asking.</summary>
    private const int AtOnce = 50;

    private sealed record Found(IReadOnlyList<PodUid> Pods);
    private sealed record Next;
    private sealed record ListAgain;

    /// <param name="list">All that may have to go on; may fail, as the journal can be locked or slow.</param>
    /// <param name="leftovers">Those that have a folder and nothing else, asked for when all others are awake; may fail, as the scheduler can be away.</param>
    public WakeUpActor(IActorRef pods, Func<Task<IReadOnlyList<PodUid>>> list, Func<Task<IReadOnlyList<PodUid>>> leftovers, TimeSpan retryAfter, ILogger<WakeUpActor> log)
    {
        var left = new Queue<PodUid>();
        var source = list;
        var answers = 0;
        Receive<Found>(found =>
        {
            foreach (var uid in found.Pods) left.Enqueue(uid);
            if (source == list) log.LogInformation("{Count} pods of before the start are being woken", left.Count);
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
            if (source == list) log.LogWarning("pods of before the start go on only when they are asked for until the journal can be listed; tried again later: {Words}", failed.Cause.GetBaseException().Message);
            Timers.StartSingleTimer(nameof(ListAgain), new ListAgain(), retryAfter);
        });
        Receive<ListAgain>(_ => List());

        List();

        void List() => source().PipeTo(Self, success: found => new Found(found));

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
            if (answers > 0 || source == leftovers) return;
            source = leftovers;
            List();
        }
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Every pod that has events.</summary>
    public static IReadOnlyList<PodUid> Known(string journal) => [.. JournalFile.Read(journal, JournalTable.PersistenceIds).Select(PodActor.UidOf).OfType<PodUid>()];

    /// <summary>
    /// Folders of pods without events: left by a process that died between the files and the journal, and to be removed. But for those of which a job is in the queue: there the
    /// journal was lost, and the job still writes into its folder.
    /// </summary>
    /// <exception cref="IOException">The scheduler cannot be asked.</exception>
    public static async Task<IReadOnlyList<PodUid>> LeftoversAsync(string journal, IJobFolders folders, ICondorScheduler scheduler)
    {
        var leftovers = folders.List().Select(tag => PodUid.TryParse(tag.Value, out var uid) ? uid : null).OfType<PodUid>().Except(Known(journal)).ToArray();
        if (leftovers.Length == 0) return [];
        var jobs = await scheduler.FindAsync([.. leftovers.Select(uid => uid.Tag)], alsoHistory: false, CancellationToken.None).ConfigureAwait(false);
        if (jobs.Failure is { } failure) throw new IOException(failure.ToString());
        var inQueue = jobs.Jobs.Select(ad => ad.Tag).ToHashSet();
        return [.. leftovers.Where(uid => !inQueue.Contains(uid.Tag))];
    }
}
