using Akka.Actor;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>The pods of before the start are awake: from now on nobody is held up by deleted ones.</summary>
internal sealed record WakeUpCompleted;

/// <summary>Has deleted pods forget themselves when they were remembered long enough, as long as the program runs.</summary>
internal sealed class TombstonesActor : ReceiveActor, IWithTimers
{
    private sealed record Search;

    /// <param name="pods">The shard region.</param>
    /// <param name="find">Searches the journal. It fails when the journal is locked or slow.</param>
    /// <param name="retryAfter">The time after which a search that failed is tried again.</param>
    /// <param name="every">The time from the end of a search to the next.</param>
    /// <param name="log">Told when a search fails.</param>
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
        // Whoever starts this actor anew does not say this again: then the timer below begins.
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
        Receive<RenderedStatus>(_ =>
        {
            if (batches.Answered())
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
