namespace HtcondorActors.CondorIo;

/// <summary>Flushes one folder for many who have changed it: a flush that begins after one has asked is his too.</summary>
/// <param name="folder">Made by whoever comes first, so the one above it is flushed too, once.</param>
/// <param name="flush">Does it.</param>
internal sealed class SharedFlush(string folder, Action<string> flush)
{
    private readonly Lock _oneAtATime = new();
    private bool _isKept;
    private long _asked;
    private long _served;

    /// <exception cref="IOException">It could not be flushed.</exception>
    public void Flush()
    {
        var mine = Interlocked.Increment(ref _asked);
        lock (_oneAtATime)
        {
            if (_served >= mine)
                return;
            var served = Interlocked.Read(ref _asked);
            if (!_isKept)
                flush(Path.GetDirectoryName(folder)!);
            _isKept = true;
            flush(folder);
            _served = served;
        }
    }
}
