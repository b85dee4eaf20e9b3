namespace HtcondorActors.CondorIo;

/// <summary>
/// Flushes one folder for many callers that have changed it. A flush that begins after a caller's request serves that caller too.
/// </summary>
/// <param name="folder">The folder. The first caller may have created it, so the folder above it is flushed once too.</param>
/// <param name="flush">Flushes a folder.</param>
internal sealed class SharedFlush(string folder, Action<string> flush)
{
    private readonly Lock _oneAtATime = new();
    private bool _isKept;
    private long _asked;
    private long _served;

    /// <exception cref="IOException">The folder could not be flushed.</exception>
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
