namespace HtcondorActors.Actors.Streams;

/// <summary>How much of a stream is read in one go: who reads many streams must not be kept by one that is all frames.</summary>
internal sealed class ReadBudget(long bytes)
{
    /// <summary>Of one stream in one go: some hundredths of a second where every frame is as short as it can be.</summary>
    public const long PerPass = 4 << 20;

    private long _left = bytes;

    public bool IsSpent => _left <= 0;

    public void Spend(long count) => _left -= count;
}
