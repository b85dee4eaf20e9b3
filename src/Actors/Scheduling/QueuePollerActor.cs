using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// One queue query per tick for all pods. Its answer is spread at once. Jobs that are no longer in the queue are looked up in the history
/// beside the polls, one look at a time (<see cref="HistoryLookSchedule"/>), so that a slow history holds up nobody else. A query that
/// failed tells no pod that anything has changed. Tells only changes.
/// </summary>
internal sealed class QueuePollerActor : ReceiveActor, IWithTimers
{
    private sealed record Tick;

    /// <param name="Queue">All of this instance's jobs.</param>
    private sealed record Polled(JobQuery Queue);

    /// <param name="MissingJobs">The watched jobs that were not in the queue.</param>
    /// <param name="Poll">The poll that did not see them.</param>
    /// <param name="Began">When that poll began.</param>
    /// <param name="QueueWasEmpty">The queue was empty then.</param>
    /// <param name="Found">What queue and history together know of them.</param>
    private sealed record HistoryLookDone(
        IReadOnlyList<(JobTag Tag, JobId Job)> MissingJobs,
        long Poll,
        long Began,
        bool QueueWasEmpty,
        JobQuery Found
    );

    /// <summary>The tools have limits of their own. A poll that is not over by then hangs, and the next one is due.</summary>
    private static readonly TimeSpan PollLimit = TimeSpan.FromMinutes(30);

    private readonly ICondorScheduler _scheduler;
    private readonly IActorRef _pods;
    private readonly ICanTell? _fetcher;
    private readonly ActorsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Dictionary<JobTag, WatchedJob> _watched = [];
    private readonly Dictionary<JobId, (DateTimeOffset First, DateTimeOffset LastReported)> _reportedStrays = [];
    private readonly UnownedJobs _unowned;
    private readonly PodsWaitingForScheduler _waiting;
    private readonly UnreadableJobs _unreadable;
    private readonly UnreadableJobs _unreadableInHistory;
    private readonly HistoryLookSchedule _looks;
    private PollHealth _health = new(null, null, null, 0);
    private long _poll;
    private long _began;

    /// <summary>The poll before this one was the first that succeeded again.</summary>
    private bool _hasJustRecovered;

    /// <param name="scheduler">The port.</param>
    /// <param name="pods">The shard region: for jobs that nobody watches.</param>
    /// <param name="fetcher">Told which jobs run; null where their output arrives by itself.</param>
    /// <param name="unowned">Told of jobs that nobody looks after.</param>
    /// <param name="waiting">Pods that are woken when the queue can be seen again.</param>
    /// <param name="options">The interval.</param>
    /// <param name="clock">The time.</param>
    /// <param name="trouble">Is told when a poll fails in a way that nobody foresaw, and when one is over again.</param>
    /// <param name="log">Told when the scheduler stops answering, and when it is back.</param>
    public QueuePollerActor(
        ICondorScheduler scheduler,
        IActorRef pods,
        ICanTell? fetcher,
        UnownedJobs unowned,
        PodsWaitingForScheduler waiting,
        ActorsOptions options,
        TimeProvider clock,
        ILogger<QueuePollerActor> log,
        Action<string?> trouble
    )
    {
        (_scheduler, _pods, _fetcher, _options, _clock, _log) = (scheduler, pods, fetcher, options, clock, log);
        (_unowned, _waiting) = (unowned, waiting);
        Receive<UnownedJobSeen>(unowned.Add);
        (_unreadable, _unreadableInHistory) = (new UnreadableJobs("queue", log), new UnreadableJobs("history", log));
        _looks = new HistoryLookSchedule(options, clock);
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
            // The next tick counts from the answer: a scheduler that needs longer than the interval is not asked twice at once.
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

    // Asked again, the pod is told anew. The polls that have seen the job count all the same.
    private void Watch(WatchJob asked)
    {
        var before = _watched.GetValueOrDefault(asked.Tag) is { } known && known.Job == asked.Job ? known : null;
        _watched[asked.Tag] = new WatchedJob(asked, Sender) { Since = before?.Since ?? _poll, SeenAt = before?.SeenAt ?? 0 };
    }

    private void DistributePoll(JobQuery queue)
    {
        if (queue.Failure is { } failure)
        {
            if (_health.Failure is null)
                _log.QueueUnseen(failure);
            _health = _health with { Failure = failure };
            return;
        }
        if (_health.Failure is not null)
            ResumeWaitingPods();
        else if (_hasJustRecovered)
            ResumeLateWaiters();
        _health = _health with { AnsweredAt = _clock.GetUtcNow(), Failure = null };

        _unreadable.Show(queue.Unreadable);
        foreach (var ad in queue.Jobs)
            Deliver(ad);
        foreach (var gone in _reportedStrays.Keys.Except(queue.Jobs.Select(ad => ad.Id)).ToArray())
            _reportedStrays.Remove(gone);
        _unowned.Seen(queue, ad => ad.Tag is { } tag && _watched.GetValueOrDefault(tag)?.Job == ad.Id);
        _fetcher?.Tell(new RunningJobs([.. Running(queue)]), Self);
        LookUpDeparted(queue);
    }

    // What they then ask of the scheduler goes out in the lanes' batches.
    private void ResumeWaitingPods()
    {
        _hasJustRecovered = true;
        var waiting = _waiting.TakeAll();
        _log.QueueSeenAgain(waiting.Count);
        foreach (var pod in waiting)
            _pods.Tell(new WakeUp(pod));
    }

    // A call that began in the outage may fail after the queue was seen again. Its pod would sit out its whole wait.
    private void ResumeLateWaiters()
    {
        _hasJustRecovered = false;
        foreach (var pod in _waiting.TakeAll())
            _pods.Tell(new WakeUp(pod));
    }

    private IEnumerable<(JobTag Tag, JobId Job)> Running(JobQuery queue)
    {
        var running = queue.Jobs.Where(ad => ad is { Tag: not null, Status: JobStatus.Running }).Select(ad => (ad.Tag!, ad.Id));
        if (queue.Unreadable.Count == 0)
            return running;
        // What ran when it could be read last is taken to run still.
        var hidden = new PossiblyUnreadableJobs(queue.Unreadable);
        var before = _watched.Values.Where(job => job.LastReported is { Status: JobStatus.Running } && hidden.MayContain(job.Tag, job.Job));
        return running.Concat(before.Select(job => (job.Tag, job.Job))).DistinctBy(job => job.Item1);
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
        // A job that is there and cannot be read is not lacking: its pod is told nothing.
        var hidden = new PossiblyUnreadableJobs(queue.Unreadable);
        var lacking = _watched
            .Values.Where(job =>
                job is { LastReported: not { FromHistory: true } }
                && job.Since < _poll
                && job.SeenAt != _poll
                && !hidden.MayContain(job.Tag, job.Job)
            )
            .ToArray();
        // What kept the history from being asked for others says nothing of the next one that leaves.
        if (lacking.Length == 0)
            _health = _health with { History = null };
        var nothingSeen = queue.Jobs.Count == 0;
        foreach (var job in lacking)
            ReportDeparture(job, new JobDeparted(nothingSeen, _health.History));
        // Where nothing at all was seen it may be the wrong queue, and only the history tells of an end.
        if (!nothingSeen)
            lacking = [.. lacking.Where(job => !job.EndIsKnown)];
        if (lacking.Length == 0 || !_looks.Begin())
            return;
        var look = new HistoryLookDone([.. lacking.Select(job => (job.Tag, job.Job))], _poll, _began, nothingSeen, JobQuery.Of([]));
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

    private void DeliverHistoryLook(HistoryLookDone departed)
    {
        var found = departed.Found;
        _looks.End(found, _poll);
        if (found.Failure is { } failure && _health.History is null)
            _log.HistoryUnseen(failure);
        if (found.Failure is null && _health.History is not null)
            _log.HistorySeenAgain();
        _health = _health with { History = found.Failure };
        if (found.Failure is null)
            _unreadableInHistory.Show(found.Unreadable);

        var (byId, hidden) = (found.Jobs.ToLookup(ad => (ad.Tag, ad.Id)), new PossiblyUnreadableJobs(found.Unreadable));
        foreach (var (tag, job) in departed.MissingJobs)
        {
            // It is no longer of interest, or was seen in the queue meanwhile.
            if (_watched.GetValueOrDefault(tag) is not { } watched || watched.Job != job || watched.SeenAt > departed.Poll)
                continue;
            if (found.Failure is not null)
                ReportDeparture(watched, new JobDeparted(departed.QueueWasEmpty, found.Failure));
            // A queue that was lost gives its ids again: of several jobs with one id it is the one that the pod knows by name.
            else if (byId[(tag, job)].OrderBy(ad => ad.GlobalJobId != watched.Name).FirstOrDefault() is { } ad)
                Tell(watched, ad);
            else if (!hidden.MayContain(tag, job))
            {
                // seen again, it is told even if nothing of it has changed: a second absence is not the second in a row
                watched.LastReported = null;
                watched.Pod.Tell(new JobNotSeen(departed.QueueWasEmpty) { Age = _clock.GetElapsedTime(departed.Began) });
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
        watched.LastReported = ad with { Tag = watched.Tag }; // kept as long as the pod lives, so not with a text of its own
        watched.Pod.Tell(new JobSeen(watched.LastReported));
    }

    // A submit that arrived late, or one whose pod sleeps. Its pod is told now and then until it is gone.
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
