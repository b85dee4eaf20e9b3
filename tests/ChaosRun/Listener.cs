namespace HtcondorActors.ChaosRun;

/// <summary>Hears whether the sidecar says certain words.</summary>
/// <param name="words">Part of a line.</param>
/// <param name="over">Called when nobody listens any more.</param>
internal sealed class Listener(string words, Action<Listener> over) : IDisposable
{
    private volatile bool _isHeard;

    public bool IsHeard => _isHeard;

    public void Hear(string line)
    {
        if (line.Contains(words, StringComparison.Ordinal))
            _isHeard = true;
    }

    public void Dispose() => over(this);
}
