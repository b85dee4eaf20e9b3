namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Limits how much of a stream is read in one pass. A stream that consists of frames only must not delay the reader of many streams.
/// </summary>
internal sealed class ReadBudget(long bytes)
{
    /// <summary>
    /// The bytes of one stream in one pass, which take some hundredths of a second if every frame is as short as possible.
    /// </summary>
    public const long PerPass = 4 << 20;

    private long _left = bytes;

    public bool IsSpent => _left <= 0;

    public void Spend(long count) => _left -= count;
}
