using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Simulation.Tests;

/// <summary>Does what QueuePollerActor does: one look for all, a second one for who is lacking, changes only, strays now and then.</summary>
internal sealed class SimulatedPoller(Action<SimulatedPod, IPodInput> deliver, Func<JobTag, SimulatedPod?> podOf, TimeSpan strayAgainAfter)
{
    private sealed class Watched(SimulatedPod pod, JobId job)
    {
        public SimulatedPod Pod { get; } = pod;
        public JobId Job { get; } = job;
        public int Incarnation { get; } = pod.Incarnation;
        public JobAd? Told { get; set; }
    }

    private readonly Dictionary<JobTag, Watched> _watched = [];
    private readonly Dictionary<JobId, DateTimeOffset> _straysTold = [];
    private JobAd[]? _queue;
    private List<Watched> _lacking = [];

    /// <summary>A look is under way.</summary>
    public bool IsLooking => _queue is not null;

    public void Watch(SimulatedPod pod, JobId job) => _watched[pod.Uid.Tag] = new Watched(pod, job);

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
    public void Begin(JobAd[]? queue)
    {
        if (queue is null) return;
        _queue = queue;
        var present = queue.Select(ad => ad.Id).ToHashSet();
        _lacking = [.. _watched.Values.Where(w => !present.Contains(w.Job))];
    }

    /// <param name="departed">What queue and history say of jobs by now; null: they could not be seen.</param>
    /// <param name="now">The time.</param>
    public void End(JobAd[]? departed, DateTimeOffset now)
    {
        if (_queue is not { } queue) return;
        _queue = null;
        foreach (var ad in queue) Show(ad, now);
        foreach (var gone in _straysTold.Keys.Except(queue.Select(ad => ad.Id)).ToArray()) _straysTold.Remove(gone);
        if (_lacking.Count == 0 || departed is null) return;
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
        else if (podOf(ad.Tag!) is { } pod && (!_straysTold.TryGetValue(ad.Id, out var told) || now - told >= strayAgainAfter))
        {
            _straysTold[ad.Id] = now;
            deliver(pod, new StrayJobSeen(pod.Uid, ad));
        }
    }

    private void Tell(Watched watched, JobAd ad)
    {
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
