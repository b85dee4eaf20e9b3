using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Keeps the trouble of many pods to a few lines of the log. The first pod that fails gets a line of its own. Pods that fail with the same
/// words are counted: one line tells their number after ten seconds, another from time to time, and one when none of them is left.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="wait">Logs a number of pods, since when the first of them waits, and the last trouble.</param>
/// <param name="goOn">Logs the largest number of pods, how long the trouble lasted, and the last trouble.</param>
/// <param name="isRepeated">True if a trouble that lasts is told again from time to time. Else it is told again only for twice as many
/// pods, and its end only if it was that of several pods.</param>
internal sealed class SharedTroubles(
    TimeProvider clock,
    Action<int, string, LoggedTrouble> wait,
    Action<int, string, LoggedTrouble> goOn,
    bool isRepeated = true
)
{
    /// <summary>A limit on different words. All further troubles count as one.</summary>
    private const int Most = 50;
    private const int LongestKey = 200;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SharedTrouble> _troubles = new(StringComparer.Ordinal);
    private readonly Dictionary<PodUid, SharedTrouble> _pods = [];
    private volatile bool _any;

    /// <returns>True if the pod's failure gets a line of its own: no pod fails so yet.</returns>
    public bool Begin(PodUid pod, LoggedTrouble failure)
    {
        lock (_gate)
        {
            _any = true;
            var key = KeyOf(pod, failure.Words);
            if (!_troubles.ContainsKey(key) && _troubles.Count >= Most)
                key = "";
            var isNew = !_troubles.TryGetValue(key, out var trouble);
            if (trouble is null)
            {
                _troubles[key] = trouble = new SharedTrouble(key, clock.GetTimestamp(), clock.GetUtcNow());
                trouble.Timer = clock.CreateTimer(_ => Look(trouble), null, TroubleTimes.Gather, TroubleTimes.Gather);
            }
            if (_pods.TryGetValue(pod, out var before) && before != trouble)
                Leave(before, pod);
            _pods[pod] = trouble;
            // A trouble that is not repeated would not be told of a pod that has it alone, soon after another one.
            if (isNew || (!isRepeated && trouble.Pods.Count == 0))
                (isNew, trouble.Alone) = (true, pod);
            trouble.Pods.Add(pod);
            trouble.Last = failure;
            trouble.AtMost = Math.Max(trouble.AtMost, trouble.Pods.Count);
            trouble.EmptySince = null;
            return isNew;
        }
    }

    /// <summary>The pod goes on, or its actor has stopped.</summary>
    /// <returns>True if the pod had this trouble, and a line of its own for it.</returns>
    public bool End(PodUid pod)
    {
        if (!_any)
            return false;
        lock (_gate)
        {
            if (!_pods.Remove(pod, out var trouble))
                return false;
            Leave(trouble, pod);
            return trouble.Alone == pod;
        }
    }

    /// <summary>True if the pod has this trouble, and has got a line of its own for it.</summary>
    public bool IsAlone(PodUid pod)
    {
        lock (_gate)
            return _pods.TryGetValue(pod, out var trouble) && trouble.Alone == pod;
    }

    /// <summary>Another line tells the trouble of this pod from now on.</summary>
    public void Forget(PodUid pod)
    {
        if (!_any)
            return;
        lock (_gate)
        {
            if (!_pods.Remove(pod, out var trouble))
                return;
            trouble.Pods.Remove(pod);
            if (trouble.Pods.Count == 0)
                Drop(trouble);
        }
    }

    private void Leave(SharedTrouble trouble, PodUid pod)
    {
        trouble.Pods.Remove(pod);
        if (trouble.Pods.Count == 0)
            trouble.EmptySince = clock.GetTimestamp();
    }

    // The first line of a single pod is followed by this one only if the trouble lasts.
    private void Look(SharedTrouble trouble)
    {
        lock (_gate)
        {
            if (trouble.EmptySince is { } empty)
            {
                if (clock.GetElapsedTime(empty) < TroubleTimes.Gather)
                    return;
                if (isRepeated || trouble.ToldAt is not null)
                    goOn(trouble.AtMost, TroubleTimes.Lasting(clock.GetElapsedTime(trouble.Since, empty)), trouble.Last!);
                Drop(trouble);
            }
            else if (trouble.Pods.Count > 0 && IsDue(trouble))
            {
                trouble.Wait = TroubleTimes.After(trouble.Wait);
                (trouble.ToldAt, trouble.ToldPods) = (clock.GetTimestamp(), trouble.Pods.Count);
                wait(trouble.Pods.Count, UtcTime.Of(trouble.At), trouble.Last!);
            }
        }
    }

    private void Drop(SharedTrouble trouble)
    {
        trouble.Timer?.Dispose();
        _troubles.Remove(trouble.Key);
        _any = _troubles.Count > 0;
    }

    private bool IsDue(SharedTrouble trouble) =>
        trouble.ToldAt is { } told
            ? TroubleTimes.IsDue(
                clock.GetElapsedTime(told),
                isRepeated ? trouble.Wait : TimeSpan.MaxValue,
                trouble.ToldPods,
                trouble.Pods.Count
            )
            : trouble.Pods.Count > 1
                || (isRepeated ? clock.GetElapsedTime(trouble.Since) >= TroubleTimes.Again : !trouble.Pods.Contains(trouble.Alone!));

    private static string KeyOf(PodUid pod, string words) =>
        SameTrouble.KeyOf(pod, words) is var key && key.Length > LongestKey ? key[..LongestKey] : key;
}
