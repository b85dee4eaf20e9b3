using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>
/// Knows which pods nobody asks for any more. Time is counted in rounds. A round counts only if somebody asked in it for at least half of
/// the pods whose end is not reported yet.
/// </summary>
internal sealed class AskedRounds
{
    private int _look;

    /// <summary>How many rounds have counted.</summary>
    public int Now { get; private set; }

    /// <summary>Somebody asks for the pod, and gets this status.</summary>
    /// <remarks>Writes only what changes. Otherwise threads that read the same pods would contend for the cache lines.</remarks>
    public void Note(StatusEntry entry, StatusEntry told)
    {
        if (entry.AskedAt != Now)
            entry.AskedAt = Now;
        if (!entry.EndIsTold && told.HasEnded)
            entry.EndIsTold = true;
        if (entry.AskedInLook != _look)
            entry.AskedInLook = _look;
    }

    /// <summary>Ends a round.</summary>
    /// <param name="entries">All pods.</param>
    /// <param name="rounds">At least 1.</param>
    /// <returns>The pods that nobody asked for in so many counted rounds. They include ended pods, as long as nobody has asked for them
    /// after their end.</returns>
    public IReadOnlyList<PodUid> Next(IEnumerable<KeyValuePair<PodUid, StatusEntry>> entries, int rounds)
    {
        // If a person asks for one pod while interLink is down, the other pods must not become forgotten pods.
        var (living, asked) = (0, 0);
        foreach (var (_, entry) in entries)
        {
            if (entry.EndIsTold)
                continue;
            living++;
            if (entry.AskedInLook == _look)
                asked++;
        }
        _look++;
        if (asked > 0 && asked * 2 >= living)
            Now++;
        var before = Now - rounds;
        return before < 0
            ? []
            : [.. entries.Where(entry => entry.Value.AskedAt <= before && !entry.Value.EndIsTold).Select(entry => entry.Key)];
    }

    /// <summary>
    /// The pods whose end was reported, that ended a long time ago, and that nobody asked for in the last counted rounds. The Virtual
    /// Kubelet does not ask for ended pods, so only their age suggests that their delete was lost.
    /// </summary>
    /// <param name="entries">All pods.</param>
    /// <param name="rounds">At least 1.</param>
    /// <param name="now">The present time. It becomes the end time of ended pods whose end time is unknown.</param>
    /// <param name="age">Only pods that ended at least this long before <paramref name="now"/>.</param>
    public IReadOnlyList<PodUid> EndedLongAgo(
        IEnumerable<KeyValuePair<PodUid, StatusEntry>> entries,
        int rounds,
        DateTimeOffset now,
        TimeSpan age
    )
    {
        var found = new List<PodUid>();
        foreach (var (uid, entry) in entries)
        {
            if (!entry.EndIsTold)
                continue;
            // An end in the future, or without a time, gets the present time.
            if (entry.EndedAt == 0 || entry.EndedAt > now.ToUnixTimeSeconds())
                entry.EndedAt = now.ToUnixTimeSeconds();
            if (entry.AskedAt <= Now - rounds && entry.EndedAt <= (now - age).ToUnixTimeSeconds())
                found.Add(uid);
        }
        return found;
    }
}
