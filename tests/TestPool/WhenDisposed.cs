namespace HtcondorActors.TestPool;

/// <summary>Takes something back when it is disposed.</summary>
public sealed class WhenDisposed(Action takeBack) : IDisposable
{
    public void Dispose() => takeBack();
}
