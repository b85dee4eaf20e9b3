using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Simulation.Tests;

/// <summary>
/// Does what QueuePollerActor does, in its four moments: the queue is seen; pods hear of it; queue and history are searched for who was
/// lacking; pods hear of that. Anything may happen between them, so what pods hear may no longer be so. The next polls do not wait for the
/// search. Changes only are told, strays now and then.
/// </summary>
internal sealed class SimulatedPoller(Action<SimulatedPod, IPodInput> deliver, Func<JobTag, SimulatedPod?> podOf, TimeSpan strayAgainAfter)
{
    private sealed class Watched(SimulatedPod pod, JobId job, string? name, bool endIsKnown)
    {
        public SimulatedPod Pod { get; } = pod;
        public JobTag Tag => Pod.Uid.Tag;
        public JobId Job { get; } = job;
        public string? Name { get; } = name;
        public bool EndIsKnown { get; } = endIsKnown;
        public int Incarnation { get; } = pod.Incarnation;
        public JobAd? Told { get; set; }
        public JobDeparted? ReportedDeparture { get; set; }

        /// <summary>The last poll that had begun when the job was first watched: its answer may be older than the job.</summary>
        public long Since { get; init; }

        /// <summary>The last poll that saw the job.</summary>
        public long SeenAt { get; set; }
    }

    /// <summary>A search for those that a poll did not see.</summary>
    private sealed class Search(Watched[] lacking, long poll, DateTimeOffset began, JobDeparted departed)
    {
        public Watched[] MissingJobs { get; } = lacking;
        public long Poll { get; } = poll;

        /// <summary>When that poll saw the queue.</summary>
        public DateTimeOffset Began { get; } = began;
        public JobDeparted Departed { get; } = departed;
        public bool IsOver { get; private set; }

        /// <summary>Null: it failed.</summary>
        public JobAd[]? Found { get; private set; }

        /// <summary>Whom it asked.</summary>
        public ScheddName? Schedd { get; private set; }

        public void End(JobAd[]? found, ScheddName? schedd = null) => (IsOver, Found, Schedd) = (true, found, schedd);
    }

    private static readonly CondorFailure Unasked = new(CondorFailureKind.TimedOut, "condor_history", null, "no answer");

    private readonly Dictionary<JobTag, Watched> _watched = [];
    private readonly Dictionary<JobId, (DateTimeOffset First, DateTimeOffset Told)> _straysTold = [];
    private JobAd[]? _queue;
    private ScheddName? _schedd;
    private Search? _search;
    private CondorFailure? _history;
    private long _poll;
    private DateTimeOffset _began;

    /// <summary>The tags of the jobs that nobody watched in the last poll that showed any; null before that.</summary>
    private HashSet<JobTag>? _strayTags;

    public bool MayBeStray(JobTag tag) => _strayTags?.Contains(tag) ?? true;

    public void Watch(SimulatedPod pod, JobId job, string? name, bool endIsKnown)
    {
        var before = _watched.GetValueOrDefault(pod.Uid.Tag) is { } known && known.Job == job ? known : null;
        _watched[pod.Uid.Tag] = new Watched(pod, job, name, endIsKnown) { Since = before?.Since ?? _poll, SeenAt = before?.SeenAt ?? 0 };
    }

    public void Unwatch(SimulatedPod pod) => _watched.Remove(pod.Uid.Tag);

    /// <summary>The schedd stops: who asks it now gets no answer.</summary>
    public void LooksFail()
    {
        _queue = null;
        _search?.End(null);
    }

    /// <summary>The process died.</summary>
    public void Forget()
    {
        _watched.Clear();
        _straysTold.Clear();
        (_queue, _search, _history, _strayTags) = (null, null, null, null);
    }

    /// <param name="queue">Null: could not be seen.</param>
    /// <param name="schedd">Whose queue it is; a list without jobs does not show it.</param>
    /// <param name="now">The time.</param>
    public void SeeQueue(JobAd[]? queue, ScheddName schedd, DateTimeOffset now)
    {
        if (_queue is not null)
            return; // the answer before it was not heard yet
        (_poll, _began, _queue, _schedd) = (_poll + 1, now, queue, queue is { Length: > 0 } ? schedd : null);
    }

    public void HearQueue(DateTimeOffset now)
    {
        if (_queue is not { } queue)
            return;
        _queue = null;
        foreach (var ad in queue)
            Show(ad, now);
        foreach (var gone in _straysTold.Keys.Except(queue.Select(ad => ad.Id)).ToArray())
            _straysTold.Remove(gone);
        if (queue.Length > 0)
            _strayTags = [.. queue.Where(ad => _watched.GetValueOrDefault(ad.Tag!)?.Job != ad.Id).Select(ad => ad.Tag!)];
        LookUpDeparted(nothingSeen: queue.Length == 0);
    }

    /// <param name="jobs">What queue and history say by now; null: they could not be seen.</param>
    /// <param name="schedd">Whose they are.</param>
    public void SeeDeparted(JobAd[]? jobs, ScheddName schedd)
    {
        if (_search is { IsOver: false } search)
            search.End(jobs, schedd);
    }

    public void HearDeparted(DateTimeOffset now)
    {
        if (_search is not { IsOver: true } search)
            return;
        (_search, _history) = (null, search.Found is null ? Unasked : null);
        foreach (var lacking in search.MissingJobs)
        {
            // It is no longer of interest, or was seen meanwhile.
            var isWanted =
                _watched.TryGetValue(lacking.Tag, out var watched) && watched.Job == lacking.Job && watched.SeenAt <= search.Poll;
            if (!isWanted)
                continue;
            if (search.Found is not { } found)
                ReportDeparture(watched!, search.Departed with { Failure = Unasked });
            else if (Of(watched!, found) is { } ad)
                Tell(watched!, ad);
            else
            {
                watched!.Told = null;
                Send(watched, new JobNotSeen(search.Departed.AllMissing) { Age = now - search.Began, Schedd = search.Schedd });
            }
        }
    }

    // A queue that was lost gives its ids again.
    private static JobAd? Of(Watched watched, JobAd[] found) =>
        found.Where(ad => ad.Tag == watched.Tag && ad.Id == watched.Job).OrderBy(ad => ad.GlobalJobId != watched.Name).FirstOrDefault();

    private void LookUpDeparted(bool nothingSeen)
    {
        Watched[] lacking =
        [
            .. _watched.Values.Where(job => job.Told is not { FromHistory: true } && job.Since < _poll && job.SeenAt != _poll),
        ];
        if (lacking.Length == 0)
            _history = null;
        var departed = new JobDeparted(nothingSeen, _history) { Schedd = _schedd };
        foreach (var job in lacking)
            ReportDeparture(job, departed);
        if (!nothingSeen)
            lacking = [.. lacking.Where(job => !job.EndIsKnown)];
        if (lacking.Length > 0)
            _search ??= new Search(lacking, _poll, _began, departed);
    }

    private void Show(JobAd ad, DateTimeOffset now)
    {
        if (_watched.TryGetValue(ad.Tag!, out var watched) && watched.Job == ad.Id)
        {
            watched.SeenAt = _poll;
            Tell(watched, ad);
        }
        else if (podOf(ad.Tag!) is { } pod && (!_straysTold.TryGetValue(ad.Id, out var known) || now - known.Told >= strayAgainAfter))
        {
            _straysTold[ad.Id] = (known.First == default ? now : known.First, now);
            deliver(pod, new StrayJobSeen(pod.Uid, ad, now - _straysTold[ad.Id].First));
        }
    }

    private void ReportDeparture(Watched watched, JobDeparted departed)
    {
        if (watched.ReportedDeparture == departed)
            return;
        watched.ReportedDeparture = departed;
        Send(watched, departed);
    }

    private void Tell(Watched watched, JobAd ad)
    {
        if (!ad.FromHistory)
            watched.ReportedDeparture = null;
        if (watched.Told == ad)
            return;
        watched.Told = ad;
        Send(watched, new JobSeen(ad));
    }

    // What is told to an actor that has stopped is lost.
    private void Send(Watched watched, IPodInput input)
    {
        if (watched.Pod.IsAwake && watched.Incarnation == watched.Pod.Incarnation)
            deliver(watched.Pod, input);
    }
}
