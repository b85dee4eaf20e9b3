using System.Collections.Concurrent;

namespace HtcondorActors.CondorIo;

/// <summary>
/// A few threads that may wait for the disk. Threads of the pool must not: the pool replaces a blocked thread only after half a second, so
/// the folders of many jobs would wait for each other.
/// </summary>
internal sealed class DiskThreads : IDisposable
{
    /// <summary>More than one, so that the file system can combine flushes in one commit; few enough not to flood a slow disk.</summary>
    private const int Threads = 8;

    private readonly BlockingCollection<Action> _waiting = [];
    private int _started;

    /// <summary>The first call starts the threads.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        if (Volatile.Read(ref _started) == 0 && Interlocked.Exchange(ref _started, 1) == 0)
            for (var i = 0; i < Threads; i++)
                new Thread(Work) { IsBackground = true, Name = "disk" }.Start();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        });
        return done.Task;
    }

    public void Dispose() => _waiting.CompleteAdding();

    private void Work()
    {
        foreach (var work in _waiting.GetConsumingEnumerable())
            work();
    }
}
