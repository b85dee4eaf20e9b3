using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Simulation.Tests;

/// <summary>Does what QueuePollerActor does: one look for all that is told at once, a second one for who is lacking, changes only, strays now and then.</summary>
internal sealed class SimulatedPoller(Action<SimulatedPod, IPodInput> deliver, Func<JobTag, SimulatedPod?> podOf, TimeSpan strayAgainAfter)
{
    private sealed class Watched(SimulatedPod pod, JobId job, bool endIsKnown)
    {
        public SimulatedPod Pod { get; } = pod;
        public JobId Job { get; } = job;
        public bool EndIsKnown { get; } = endIsKnown;
        public int Incarnation { get; } = pod.Incarnation;
        public JobAd? Told { get; set; }
        public JobDeparted? ToldDeparted { get; set; }
    }

    private static readonly CondorFailure Unasked = new(CondorFailureKind.TimedOut, "condor_history", null, "no answer");

    private readonly Dictionary<JobTag, Watched> _watched = [];
    private readonly Dictionary<JobId, (DateTimeOffset First, DateTimeOffset Told)> _straysTold = [];
    private JobAd[]? _queue;
    private List<Watched> _lacking = [];

    /// <summary>A look is under way.</summary>
    public bool IsLooking => _queue is not null;

    public void Watch(SimulatedPod pod, JobId job, bool endIsKnown) => _watched[pod.Uid.Tag] = new Watched(pod, job, endIsKnown);

    public void Unwatch(SimulatedPod pod) => _watched.Remove(pod.Uid.Tag);

    public void LookFails() => _queue = null;

    /// <summary>The process died.</summary>
    public void Forget()
    {
        _watched.Clear();
        _straysTold.Clear();
        _queue = null;
    }

    /// <param name="queue">Null: could not be seen.</param>
    /// <param name="now">The time.</param>
    public void Begin(JobAd[]? queue, DateTimeOffset now)
    {
        if (queue is null) return;
        _queue = queue;
        foreach (var ad in queue) Show(ad, now);
        foreach (var gone in _straysTold.Keys.Except(queue.Select(ad => ad.Id)).ToArray()) _straysTold.Remove(gone);
        var present = queue.Select(ad => ad.Id).ToHashSet();
        _lacking = [.. _watched.Values.Where(w => w.Told is not { FromHistory: true } && !present.Contains(w.Job))];
        foreach (var lacking in _lacking) TellDeparted(lacking, new JobDeparted(queue.Length == 0, null));
        if (queue.Length > 0) _lacking.RemoveAll(lacking => lacking.EndIsKnown);
    }

    /// <param name="departed">What queue and history say of jobs by now; null: they could not be seen.</param>
    public void End(JobAd[]? departed)
    {
        if (_queue is not { } queue) return;
        _queue = null;
        if (_lacking.Count == 0) return;
        if (departed is null)
        {
            foreach (var lacking in _lacking) TellDeparted(lacking, new JobDeparted(queue.Length == 0, Unasked));
            return;
        }
        var tags = _lacking.Select(w => w.Pod.Uid.Tag).ToHashSet();
        var found = departed.Where(ad => tags.Contains(ad.Tag!)).ToArray();
        foreach (var lacking in _lacking)
        {
            if (!_watched.TryGetValue(lacking.Pod.Uid.Tag, out var watched) || watched.Job != lacking.Job) continue;
            if (Array.Find(found, ad => ad.Id == lacking.Job) is { } ad) Tell(watched, ad);
            else
            {
                watched.Told = null;
                Send(watched, new JobNotSeen(AllMissing: queue.Length == 0));
            }
        }
    }

    private void Show(JobAd ad, DateTimeOffset now)
    {
        if (_watched.TryGetValue(ad.Tag!, out var watched) && watched.Job == ad.Id) Tell(watched, ad);
        else if (podOf(ad.Tag!) is { } pod && (!_straysTold.TryGetValue(ad.Id, out var known) || now - known.Told >= strayAgainAfter))
        {
            _straysTold[ad.Id] = (known.First == default ? now : known.First, now);
            deliver(pod, new StrayJobSeen(pod.Uid, ad, now - _straysTold[ad.Id].First));
        }
    }

    private void TellDeparted(Watched lacking, JobDeparted departed)
    {
        if (!_watched.TryGetValue(lacking.Pod.Uid.Tag, out var watched) || watched.Job != lacking.Job || watched.ToldDeparted == departed) return;
        watched.ToldDeparted = departed;
        Send(watched, departed);
    }

    private void Tell(Watched watched, JobAd ad)
    {
        if (!ad.FromHistory) watched.ToldDeparted = null;
        if (watched.Told == ad) return;
        watched.Told = ad;
        Send(watched, new JobSeen(ad));
    }

    // What is told to an actor that has stopped is lost.
    private void Send(Watched watched, IPodInput input)
    {
        if (watched.Pod.IsAwake && watched.Incarnation == watched.Pod.Incarnation) deliver(watched.Pod, input);
    }
}
