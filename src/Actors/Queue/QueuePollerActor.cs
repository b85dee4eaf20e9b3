using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Queue;

/// <summary>Tell the sender what the queue shows of its job, now and on every change. Repeated: told anew.</summary>
internal sealed record WatchJob(JobTag Tag, JobId Job);

internal sealed record UnwatchJob(JobTag Tag);

/// <summary>What this node knows of the scheduler's health: when it answered last, and what it said when it did not.</summary>
internal sealed record GetPollHealth;

internal sealed record PollHealth(DateTimeOffset? AnsweredAt, CondorFailure? Failure, int Watched);

/// <summary>
/// One queue query per tick for all pods, and one history query for the jobs that are no longer in the queue. A query that failed
/// tells nobody anything. Tells only changes.
/// </summary>
internal sealed class QueuePollerActor : ReceiveActor, IWithTimers
{
    private sealed record Tick;

    /// <param name="Queue">All of this instance's jobs.</param>
    /// <param name="Lacking">The watched jobs that are not among them.</param>
    /// <param name="Departed">What queue and history together know of those; null when none is lacking.</param>
    private sealed record Polled(JobQuery Queue, IReadOnlyList<(JobTag Tag, JobId Job)> Lacking, JobQuery? Departed);

    /// <summary>The tools have limits of their own. A poll that is not over by then hangs, and the next one is due.</summary>
    private static readonly TimeSpan PollLimit = TimeSpan.FromMinutes(30);

    private readonly ICondorScheduler _scheduler;
    private readonly IActorRef _pods;
    private readonly ICanTell? _fetcher;
    private readonly ActorsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Dictionary<JobTag, Watched> _watched = [];
    private readonly Dictionary<JobId, DateTimeOffset> _straysTold = [];
    private readonly UnownedJobs _unowned;
    private readonly UnreadableJobs _unreadable;
    private PollHealth _health = new(null, null, 0);

    private sealed class Watched(JobTag tag, JobId job, IActorRef pod)
    {
        public JobTag Tag { get; } = tag;
        public JobId Job { get; } = job;
        public IActorRef Pod { get; } = pod;
        public JobAd? Told { get; set; }
    }

    /// <param name="scheduler">The port.</param>
    /// <param name="pods">The shard region: for jobs that nobody watches.</param>
    /// <param name="fetcher">Told which jobs run; null where their output arrives by itself.</param>
    /// <param name="unowned">Told of jobs that nobody looks after.</param>
    /// <param name="options">The interval.</param>
    /// <param name="clock">The time.</param>
    /// <param name="trouble">Is told when a poll fails in a way that nobody foresaw, and when one is over again.</param>
    /// <param name="log">Told when the scheduler stops answering, and when it is back.</param>
    public QueuePollerActor(ICondorScheduler scheduler, IActorRef pods, ICanTell? fetcher, UnownedJobs unowned, ActorsOptions options, TimeProvider clock, ILogger<QueuePollerActor> log, Action<string?> trouble)
    {
        (_scheduler, _pods, _fetcher, _options, _clock, _log) = (scheduler, pods, fetcher, options, clock, log);
        _unowned = unowned;
        Receive<JobHasNoPod>(unowned.Add);
        _unreadable = new UnreadableJobs(log);
        Receive<WatchJob>(watch => _watched[watch.Tag] = new Watched(watch.Tag, watch.Job, Sender));
        Receive<UnwatchJob>(unwatch => _watched.Remove(unwatch.Tag));
        Receive<GetPollHealth>(_ => Sender.Tell(_health with { Watched = _watched.Count }));
        Receive<Tick>(_ => Poll([.. _watched.Select(w => (w.Key, w.Value.Job))]).WaitAsync(PollLimit, clock).PipeTo(Self));
        Receive<Polled>(polled =>
        {
            trouble(null);
            Spread(polled);
            // The next tick counts from the answer: a scheduler that needs longer than the interval is not asked twice at once.
            Timers.StartSingleTimer(nameof(Tick), new Tick(), _options.PollInterval);
        });
        Receive<Status.Failure>(failed =>
        {
            _log.LogError(failed.Cause, "the queue poll failed in an unforeseen way");
            trouble($"failed: {failed.Cause.GetType().Name}");
            Timers.StartSingleTimer(nameof(Tick), new Tick(), _options.PollInterval);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(new Tick());

    private async Task<Polled> Poll(IReadOnlyList<(JobTag Tag, JobId Job)> watched)
    {
        var queue = await _scheduler.ListAsync(CancellationToken.None).ConfigureAwait(false);
        if (queue.Failure is not null) return new Polled(queue, [], null);
        var present = queue.Jobs.Select(ad => ad.Id).ToHashSet();
        // A job that is there and cannot be read is not lacking: its pod is told nothing.
        var hidden = new HiddenJobs(queue.Unreadable);
        var lacking = watched.Where(w => !present.Contains(w.Job) && !hidden.MayHave(w.Tag, w.Job)).ToArray();
        if (lacking.Length == 0) return new Polled(queue, [], null);
        var departed = await _scheduler.FindAsync([.. lacking.Select(w => w.Tag)], alsoHistory: true, CancellationToken.None).ConfigureAwait(false);
        return new Polled(queue, lacking, departed);
    }

    private void Spread(Polled polled)
    {
        if ((polled.Queue.Failure ?? polled.Departed?.Failure) is { } failure)
        {
            if (_health.Failure is null) _log.LogWarning("the queue cannot be seen: {Failure}", failure);
            _health = _health with { Failure = failure };
        }
        else
        {
            if (_health.Failure is not null) _log.LogInformation("the queue can be seen again");
            _health = new PollHealth(_clock.GetUtcNow(), null, 0);
        }
        if (polled.Queue.Failure is not null) return;

        _unreadable.Show([.. polled.Queue.Unreadable, .. polled.Departed?.Unreadable ?? []]);
        foreach (var ad in polled.Queue.Jobs) Show(ad);
        foreach (var gone in _straysTold.Keys.Except(polled.Queue.Jobs.Select(ad => ad.Id)).ToArray()) _straysTold.Remove(gone);
        var nothingSeen = polled.Queue.Jobs.Count == 0;
        if (polled.Departed is { Failure: null } departed) ShowDeparted(polled.Lacking, departed, nothingSeen);
        _unowned.Seen(polled.Queue, ad => ad.Tag is { } tag && _watched.GetValueOrDefault(tag)?.Job == ad.Id);
        _fetcher?.Tell(new JobsRun([.. Running(polled.Queue)]), Self);
    }

    private IEnumerable<(JobTag Tag, JobId Job)> Running(JobQuery queue)
    {
        var running = queue.Jobs.Where(ad => ad is { Tag: not null, Status: JobStatus.Running }).Select(ad => (ad.Tag!, ad.Id));
        if (queue.Unreadable.Count == 0) return running;
        // What ran when it could be read last is taken to run still.
        var hidden = new HiddenJobs(queue.Unreadable);
        var before = _watched.Values.Where(job => job.Told is { Status: JobStatus.Running } && hidden.MayHave(job.Tag, job.Job));
        return running.Concat(before.Select(job => (job.Tag, job.Job))).DistinctBy(job => job.Item1);
    }

    private void Show(JobAd ad)
    {
        if (ad.Tag is not { } tag) _unowned.Add(new JobHasNoPod(ad.Id));
        else if (_watched.TryGetValue(tag, out var watched) && watched.Job == ad.Id) Tell(watched, ad);
        else Stray(tag, ad);
    }

    private void ShowDeparted(IReadOnlyList<(JobTag Tag, JobId Job)> lacking, JobQuery found, bool nothingSeen)
    {
        var (byId, hidden) = (found.Jobs.ToLookup(ad => ad.Id), new HiddenJobs(found.Unreadable));
        foreach (var (tag, job) in lacking)
        {
            if (!_watched.TryGetValue(tag, out var watched) || watched.Job != job) continue; // no longer of interest
            if (byId[job].FirstOrDefault() is { } ad) Tell(watched, ad);
            else if (!hidden.MayHave(tag, job))
            {
                watched.Told = null; // seen again, it is told even if nothing of it has changed: a second absence is not the second in a row
                watched.Pod.Tell(new JobNotSeen(nothingSeen));
            }
        }
    }

    private static void Tell(Watched watched, JobAd ad)
    {
        if (ad == watched.Told) return;
        watched.Told = ad with { Tag = watched.Tag }; // kept as long as the pod lives, so not with a text of its own
        watched.Pod.Tell(new JobSeen(watched.Told));
    }

    // A submit that arrived late, or one whose pod sleeps. Its pod is told now and then until it is gone.
    private void Stray(JobTag tag, JobAd ad)
    {
        var now = _clock.GetUtcNow();
        if (_straysTold.TryGetValue(ad.Id, out var told) && now - told < _options.RetryAtMost) return;
        _straysTold[ad.Id] = now;
        if (PodUid.TryParse(tag.Value, out var uid)) _pods.Tell(new StrayJobSeen(uid, ad));
        else _unowned.Add(new JobHasNoPod(ad.Id));
    }
}
