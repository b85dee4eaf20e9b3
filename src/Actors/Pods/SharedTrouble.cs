using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>One trouble that pods share, and what the log has told of it (<see cref="SharedTroubles"/>).</summary>
internal sealed class SharedTrouble(string key, long since, DateTimeOffset at)
{
    public string Key => key;

    /// <summary>The last pod that got a line of its own.</summary>
    public PodUid? Alone { get; set; }
    public long Since => since;
    public DateTimeOffset At => at;
    public LoggedTrouble? Last { get; set; }
    public HashSet<PodUid> Pods { get; } = [];
    public int AtMost { get; set; }
    public long? ToldAt { get; set; }
    public TimeSpan Wait { get; set; }
    public int ToldPods { get; set; }
    public long? EmptySince { get; set; }
    public ITimer? Timer { get; set; }
}
