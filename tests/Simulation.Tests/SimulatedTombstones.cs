using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Simulation.Tests;

/// <summary>Does what <c>TombstoneSearch</c> does: what is below an old note of the journal's end is at least as old.</summary>
/// <param name="pods">All pods.</param>
/// <param name="every">The time between two searches.</param>
/// <param name="remembered">How long the delete of a pod that was never accepted is remembered.</param>
internal sealed class SimulatedTombstones(IReadOnlyList<SimulatedPod> pods, TimeSpan every, TimeSpan remembered)
{
    // How far the journal had come, and when.
    private readonly List<(long Entries, DateTimeOffset At)> _notes = [];
    private long _entries;

    /// <summary>When this life of the process began.</summary>
    public DateTimeOffset BeganAt { get; private set; }

    public void Kept(SimulatedPod pod, IReadOnlyCollection<DurableFact> facts, DateTimeOffset now)
    {
        _entries += facts.Count;
        if (facts.Any(fact => fact is UnknownPodDeleted))
            (pod.Tombstone, pod.TombstoneSince) = (_entries, now);
    }

    public void BeginAnew(DateTimeOffset now)
    {
        _notes.Clear();
        BeganAt = now;
    }

    public void Forget(Action<SimulatedPod> forget, DateTimeOffset now)
    {
        if (_notes.Count > 0 && now - _notes[^1].At < every)
            return;
        _notes.Add((_entries, now));
        var old = _notes.FindLast(note => now - note.At >= remembered).Entries;
        foreach (var pod in pods.Where(pod => pod.Tombstone > 0 && pod.Tombstone <= old).ToArray())
            if (_notes.Count > 0)
                forget(pod); // else the process died at the one before
    }
}
