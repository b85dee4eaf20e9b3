using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Queries the queue once per interval for all pods and reports the changes to them. Jobs that have left the queue are looked up in the
/// history beside the polls, one look at a time (<see cref="HistoryLookSchedule"/>), so that a slow history delays no poll. A query that
/// failed is no news for any pod.
/// </summary>
internal sealed class QueuePollerActor : ReceiveActor, IWithTimers
{
    private sealed record Tick;

    /// <param name="Queue">All of this instance's jobs.</param>
    private sealed record Polled(JobQuery Queue);

    /// <param name="MissingJobs">The watched jobs that were not in the queue.</param>
    /// <param name="Poll">The poll that did not see them.</param>
    /// <param name="Began">When that poll began.</param>
    /// <param name="Departed">What the pods of those jobs were told after that poll.</param>
    /// <param name="Found">What queue and history together show of those jobs.</param>
    private sealed record HistoryLookDone(
        IReadOnlyList<(JobTag Tag, JobId Job)> MissingJobs,
        long Poll,
        long Began,
        JobDeparted Departed,
        JobQuery Found
    );

    /// <summary>The tools have limits of their own. A poll that takes longer than this hangs, and the next one follows.</summary>
    private static readonly TimeSpan PollLimit = TimeSpan.FromMinutes(30);

    private readonly ICondorScheduler _scheduler;
    private readonly IActorRef _pods;
    private readonly ActorsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Dictionary<JobTag, WatchedJob> _watched = [];
    private readonly Dictionary<JobId, (DateTimeOffset First, DateTimeOffset LastReported)> _reportedStrays = [];
    private readonly UnownedJobs _unowned;
    private readonly StrayTags _strays;
    private readonly PodsWaitingForScheduler _waiting;
    private readonly UnreadableJobs _unreadable;
    private readonly UnreadableJobs _unreadableInHistory;
    private readonly HistoryLookSchedule _looks;
    private readonly OutageLines _outage;
    private readonly QueueSilenceWatch _silence;
    private PollHealth _health = new(null, null, null, 0);
    private long _poll;
    private long _began;

    /// <summary>True if the last poll was the first that succeeded after a failure.</summary>
    private bool _hasJustRecovered;

    /// <param name="scheduler">The port.</param>
    /// <param name="pods">The shard region, for jobs that no pod watches.</param>
    /// <param name="unowned">Receives the jobs that no pod owns.</param>
    /// <param name="strays">Receives the tags of the jobs that no pod watches.</param>
    /// <param name="waiting">Pods that are woken when the queue can be seen again.</param>
    /// <param name="options">The interval.</param>
    /// <param name="clock">The time.</param>
    /// <param name="wall">The wall clock, for times in the log.</param>
    /// <param name="trouble">Reports the scheduler's trouble to the health board; null reports that there is none.</param>
    /// <param name="log">Gets an entry when the scheduler stops answering, and when it answers again.</param>
    public QueuePollerActor(
        ICondorScheduler scheduler,
        IActorRef pods,
        UnownedJobs unowned,
        StrayTags strays,
        PodsWaitingForScheduler waiting,
        ActorsOptions options,
        TimeProvider clock,
        TimeProvider wall,
        ILogger<QueuePollerActor> log,
        Action<string?> trouble
    )
    {
        (_scheduler, _pods, _options, _clock, _log) = (scheduler, pods, options, clock, log);
        (_unowned, _strays, _waiting) = (unowned, strays, waiting);
        Receive<UnownedJobSeen>(unowned.Add);
        (_unreadable, _unreadableInHistory) = (new UnreadableJobs("queue", log), new UnreadableJobs("history", log));
        (_looks, _outage) = (new HistoryLookSchedule(options, clock), new OutageLines(waiting, wall, log));
        _silence = new QueueSilenceWatch(clock, wall);
        Receive<WatchJob>(Watch);
        Receive<UnwatchJob>(unwatch => _watched.Remove(unwatch.Tag));
        Receive<GetPollHealth>(_ => Sender.Tell(_health with { Watched = _watched.Count }));
        Receive<Tick>(_ =>
        {
            (_poll, _began) = (_poll + 1, clock.GetTimestamp());
            _scheduler.ListAsync(CancellationToken.None).WaitAsync(PollLimit, clock).PipeTo(Self, success: queue => new Polled(queue));
        });
        Receive<HistoryLookDone>(DeliverHistoryLook);
        Receive<Polled>(polled =>
        {
            DistributePoll(polled.Queue);
            trouble(_health.Trouble);
            // The interval begins with the answer, so that a slow scheduler never has two queries at once.
            Timers.StartSingleTimer(nameof(Tick), new Tick(), _options.PollInterval);
        });
        Receive<Status.Failure>(failed =>
        {
            _log.PollFailed(failed.Cause);
            trouble($"failed: {failed.Cause.GetType().Name}");
            Timers.StartSingleTimer(nameof(Tick), new Tick(), _options.PollInterval);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(new Tick());

    // A repeated request makes the next poll report the job again. What is known of earlier polls stays.
    private void Watch(WatchJob asked)
    {
        var before = _watched.GetValueOrDefault(asked.Tag) is { } known && known.Job == asked.Job ? known : null;
        _silence.Tell(Sender);
        _watched[asked.Tag] = new WatchedJob(asked, Sender) { Since = before?.Since ?? _poll, SeenAt = before?.SeenAt ?? 0 };
    }

    private void DistributePoll(JobQuery queue)
    {
        if (queue.Failure is { } failure)
        {
            _outage.Lasts(failure);
            _silence.Lasts(Watching);
            _health = _health with { Failure = failure };
            return;
        }
        if (_health.Failure is not null || _hasJustRecovered)
            ResumeWaitingPods();
        _outage.IsOver();
        _silence.IsOver(Watching);
        _health = _health with { AnsweredAt = _clock.GetUtcNow(), Failure = null };

        _unreadable.Show(queue.Unreadable);
        foreach (var ad in queue.Jobs)
            Deliver(ad);
        foreach (var gone in _reportedStrays.Keys.Except(queue.Jobs.Select(ad => ad.Id)).ToArray())
            _reportedStrays.Remove(gone);
        _unowned.Seen(queue, IsWatched);
        _strays.Update(queue, IsWatched);
        LookUpDeparted(queue);
    }

    private IEnumerable<IActorRef> Watching => _watched.Values.Select(job => job.Pod);

    private bool IsWatched(JobAd ad) => ad.Tag is { } tag && _watched.GetValueOrDefault(tag)?.Job == ad.Id;

    // The calls of the resumed pods go out in the lanes' batches. A call that began in the outage may fail after the queue was seen again.
    // Without a second time its pod would wait in full.
    private void ResumeWaitingPods()
    {
        _hasJustRecovered = _health.Failure is not null;
        foreach (var pod in _waiting.TakeAll())
            _pods.Tell(new WakeUp(pod));
    }

    private void Deliver(JobAd ad)
    {
        if (ad.Tag is not { } tag)
            _unowned.Add(new UnownedJobSeen(ad.Id));
        else if (_watched.TryGetValue(tag, out var watched) && watched.Job == ad.Id)
        {
            watched.SeenAt = _poll;
            Tell(watched, ad);
        }
        else
            ReportStray(tag, ad);
    }

    private void LookUpDeparted(JobQuery queue)
    {
        // An unreadable job is not missing, so its pod hears nothing.
        var hidden = new PossiblyUnreadableJobs(queue.Unreadable);
        var lacking = _watched
            .Values.Where(job =>
                job is { LastReported: not { FromHistory: true } }
                && job.Since < _poll
                && job.SeenAt != _poll
                && !hidden.MayContain(job.Tag, job.Job)
            )
            .ToArray();
        // An old failure of the history does not apply to the next job that leaves the queue.
        if (lacking.Length == 0)
            _health = _health with { History = null };
        var nothingSeen = queue.Jobs.Count == 0;
        var departed = new JobDeparted(nothingSeen, _health.History) { Schedd = queue.Schedd };
        foreach (var job in lacking)
            ReportDeparture(job, departed);
        // An empty queue may be the wrong one. Then only the history can show that a job has ended.
        if (!nothingSeen)
            lacking = [.. lacking.Where(job => !job.EndIsKnown)];
        if (lacking.Length == 0 || !_looks.Begin())
            return;
        var look = new HistoryLookDone([.. lacking.Select(job => (job.Tag, job.Job))], _poll, _began, departed, JobQuery.Of([]));
        var reach = _looks.Reach(lacking.Min(job => job.SeenAt));
        _scheduler
            .FindAsync([.. lacking.Select(job => job.Tag)], reach, CancellationToken.None)
            .WaitAsync(PollLimit, _clock)
            .PipeTo(
                Self,
                success: found => look with { Found = found },
                failure: e =>
                    look with
                    {
                        Found = JobQuery.CannotTell(new CondorFailure(CondorFailureKind.Failed, "condor_history", null, e.Message)),
                    }
            );
    }

    private void DeliverHistoryLook(HistoryLookDone look)
    {
        var found = look.Found;
        _looks.End(found, _poll);
        if (found.Failure is { } failure && _health.History is null)
            _log.HistoryUnseen(PodReasons.JobLeftQueue, look.MissingJobs.Count, failure);
        if (found.Failure is null && _health.History is not null)
            _log.HistorySeenAgain(look.MissingJobs.Count);
        _health = _health with { History = found.Failure };
        if (found.Failure is null)
            _unreadableInHistory.Show(found.Unreadable);

        var (byId, hidden) = (found.Jobs.ToLookup(ad => (ad.Tag, ad.Id)), new PossiblyUnreadableJobs(found.Unreadable));
        foreach (var (tag, job) in look.MissingJobs)
        {
            // The pod no longer watches the job, or a later poll has seen it in the queue.
            if (_watched.GetValueOrDefault(tag) is not { } watched || watched.Job != job || watched.SeenAt > look.Poll)
                continue;
            if (found.Failure is not null)
                ReportDeparture(watched, look.Departed with { Failure = found.Failure });
            // A schedd that lost its queue gives its ids again. Of several jobs with one id, the pod's job is the one with its global id.
            else if (byId[(tag, job)].OrderBy(ad => ad.GlobalJobId != watched.Name).FirstOrDefault() is { } ad)
                Tell(watched, ad);
            else if (!hidden.MayContain(tag, job))
            {
                // reports the job when it is seen again, even unchanged: otherwise a later absence would count as the second in a row
                watched.LastReported = null;
                var age = _clock.GetElapsedTime(look.Began);
                watched.Pod.Tell(new JobNotSeen(look.Departed.AllMissing) { Age = age, Schedd = found.Schedd });
            }
        }
    }

    private static void ReportDeparture(WatchedJob watched, JobDeparted departed)
    {
        if (watched.ReportedDeparture == departed)
            return;
        watched.ReportedDeparture = departed;
        watched.Pod.Tell(departed);
    }

    private static void Tell(WatchedJob watched, JobAd ad)
    {
        if (!ad.FromHistory)
            watched.ReportedDeparture = null;
        if (ad == watched.LastReported)
            return;
        watched.LastReported = ad with { Tag = watched.Tag }; // shares the tag's text, because the ad is kept for as long as the pod lives
        watched.Pod.Tell(new JobSeen(watched.LastReported));
    }

    // The job of a submit that arrived late, or of a pod that is not in memory. Its pod hears of it at intervals for as long as the job is
    // there.
    private void ReportStray(JobTag tag, JobAd ad)
    {
        var now = _clock.GetUtcNow();
        var isKnown = _reportedStrays.TryGetValue(ad.Id, out var known);
        if (isKnown && now - known.LastReported < _options.RetryAtMost)
            return;
        var first = isKnown ? known.First : now;
        _reportedStrays[ad.Id] = (first, now);
        if (PodUid.TryParse(tag.Value, out var uid))
            _pods.Tell(new StrayJobSeen(uid, ad, now - first));
        else
            _unowned.Add(new UnownedJobSeen(ad.Id));
    }
}
