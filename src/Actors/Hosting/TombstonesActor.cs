using Akka.Actor;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>All pods from before the start are recovered, so work on deleted pods delays nobody.</summary>
internal sealed record WakeUpCompleted;

/// <summary>Regularly searches for old tombstones and makes those pods delete them.</summary>
internal sealed class TombstonesActor : ReceiveActor, IWithTimers
{
    private sealed record Search;

    /// <param name="pods">The shard region.</param>
    /// <param name="find">Searches the journal; fails when the journal is locked or slow.</param>
    /// <param name="retryAfter">The wait before a failed search is repeated.</param>
    /// <param name="every">The wait between the end of a search and the next search.</param>
    /// <param name="log">Gets an entry when a search fails.</param>
    public TombstonesActor(
        IActorRef pods,
        Func<Task<OldTombstones>> find,
        TimeSpan retryAfter,
        TimeSpan every,
        ILogger<TombstonesActor> log
    )
    {
        var batches = new PodBatches(pods);
        var (hasBegun, isMore) = (false, false);
        Receive<Search>(_ => Begin());
        // This message comes only once. After a restart of this actor the timer below starts the first search.
        Receive<WakeUpCompleted>(_ =>
        {
            if (!hasBegun)
                Begin();
        });
        Receive<OldTombstones>(found =>
        {
            foreach (var uid in found.Known)
                batches.Add(new WakeUp(uid));
            foreach (var uid in found.Unknown)
                batches.Add(new ForgetUnknown(uid));
            isMore = batches.Left >= JournalTable.TombstonesAtMost;
            if (batches.Left > 0)
                log.CheckingDeletedPods(batches.Left);
            Go();
        });
        Receive<RenderedStatus>(pod =>
        {
            if (batches.Answered(pod.Uid))
                Go();
        });
        Receive<ReceiveTimeout>(_ => Go());
        Receive<Status.Failure>(failed =>
        {
            var words = failed.Cause.GetBaseException().Message;
            log.DeletedPodsNotSearched(words);
            Await(retryAfter);
        });

        Await(every);

        void Begin()
        {
            hasBegun = true;
            Timers.Cancel(nameof(Search));
            find().PipeTo(Self);
        }

        void Go()
        {
            if (batches.Next())
            {
                Context.SetReceiveTimeout(PodBatches.Patience);
                return;
            }
            Context.SetReceiveTimeout(null);
            Await(isMore ? retryAfter : every);
        }

        void Await(TimeSpan time) => Timers.StartSingleTimer(nameof(Search), new Search(), time);
    }

    public ITimerScheduler Timers { get; set; } = null!;
}
