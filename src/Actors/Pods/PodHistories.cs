using System.Collections.Concurrent;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// The histories of all pods, in memory. They are lost at a restart, except for what the journal has. All together they are bounded: with
/// more pods each keeps fewer facts.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="keepLeft">How long a history stays after the pod's actor has left memory.</param>
internal sealed class PodHistories(TimeProvider clock, TimeSpan keepLeft)
{
    /// <summary>
    /// From this number on, each pod keeps fewer passing facts when it notes a further one, but never fewer than
    /// <see cref="FewestOfPod"/>. A fact takes some 300 bytes.
    /// </summary>
    private const int MostFacts = 100_000;

    /// <summary>The histories of pods whose actors have left.</summary>
    private const int MostLeft = 10_000;
    private const int FewestOfPod = 8;
    private const int MostOfPod = 128;

    private readonly ConcurrentDictionary<PodUid, PodHistory> _pods = new();
    private readonly ConcurrentQueue<(PodUid Uid, PodHistory History, DateTimeOffset At)> _left = new();
    private readonly Lock _gate = new();
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    // ConcurrentDictionary's own Count takes all its locks.
    private int _count;

    public PastFacts? Find(PodUid uid) => _pods.GetValueOrDefault(uid)?.Read();

    /// <param name="uid">The pod.</param>
    /// <param name="fact">The fact that has just happened.</param>
    /// <param name="before">The pod before it.</param>
    public void Note(PodUid uid, PodFact fact, PodState before)
    {
        if (!PodHistory.Keeps(fact, before))
            return;
        var history = fact is CreateStarted or PodAccepted ? Made(uid) : _pods.GetValueOrDefault(uid);
        history?.Add(
            (fact as DurableFact)?.TimeOfFact ?? clock.GetUtcNow(),
            fact,
            Math.Clamp(MostFacts / Math.Max(_count, 1), FewestOfPod, MostOfPod)
        );
    }

    /// <summary>A fact that the pod's actor has read from the journal.</summary>
    public void NoteRecovered(PodUid uid, DurableFact fact)
    {
        var history = fact is PodAccepted ? Made(uid) : _pods.GetValueOrDefault(uid);
        history?.Recover(fact, _startedAt, clock.GetUtcNow());
    }

    /// <summary>The pod's actor has read its journal.</summary>
    public void NoteStart(PodUid uid)
    {
        if (_pods.GetValueOrDefault(uid) is { LeftAt: null } history)
            history.Add(clock.GetUtcNow(), new ActorStarted(), MostOfPod);
    }

    /// <summary>The pod's actor leaves memory. It may come back.</summary>
    public void Leave(PodUid uid)
    {
        var now = clock.GetUtcNow();
        if (_pods.TryGetValue(uid, out var history))
        {
            history.LeftAt = now;
            _left.Enqueue((uid, history, now));
        }
        lock (_gate)
            while (_left.TryPeek(out var oldest) && (now - oldest.At > keepLeft || _left.Count > MostLeft) && _left.TryDequeue(out oldest))
                if (oldest.History.LeftAt == oldest.At && _pods.TryRemove(KeyValuePair.Create(oldest.Uid, oldest.History)))
                    Interlocked.Decrement(ref _count);
    }

    private PodHistory Made(PodUid uid)
    {
        if (!_pods.TryGetValue(uid, out var history))
        {
            history = new PodHistory(uid);
            _pods[uid] = history;
            Interlocked.Increment(ref _count);
        }
        history.LeftAt = null;
        return history;
    }
}
