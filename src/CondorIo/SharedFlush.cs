namespace HtcondorActors.CondorIo;

/// <summary>Flushes one folder for many who have changed it: a flush that begins after one has asked is his too.</summary>
internal sealed class SharedFlush(string folder)
{
    private readonly Lock _oneAtATime = new();
    private long _asked;
    private long _served;

    /// <exception cref="IOException">It could not be flushed.</exception>
    public void Flush()
    {
        var mine = Interlocked.Increment(ref _asked);
        lock (_oneAtATime)
        {
            if (_served >= mine) return;
            var served = Interlocked.Read(ref _asked);
            DurableFile.FlushFolder(folder);
            _served = served;
        }
    }
}
