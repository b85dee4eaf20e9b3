using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Simulation.Tests;

/// <summary>Does what StreamWatcherActor does: tells a pod what its job's stream says, when it says something new.</summary>
internal sealed class SimulatedStreams(IReadOnlyList<SimulatedPod> pods, Action<SimulatedPod, IPodInput> hear)
{
    private readonly Dictionary<SimulatedPod, (int Incarnation, RunView? Told)> _watched = [];

    public void Watch(SimulatedPod pod) => _watched[pod] = (pod.Incarnation, null);

    public void Unwatch(SimulatedPod pod) => _watched.Remove(pod);

    public void Forget() => _watched.Clear();

    public void Scan()
    {
        foreach (var pod in pods)
        {
            var view = pod.FolderAway ? RunView.Empty : pod.Fetched = pod.Newest;
            if (!_watched.TryGetValue(pod, out var watched) || watched.Told == view)
                continue;
            _watched[pod] = watched with { Told = view };
            if (pod.IsAwake && pod.Incarnation == watched.Incarnation)
                hear(pod, new RunSeen(view));
        }
    }
}
