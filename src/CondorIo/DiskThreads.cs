using System.Collections.Concurrent;

namespace HtcondorActors.CondorIo;

/// <summary>
/// A few threads that may wait for the disk. A thread of the pool that does is missing to all others, and the pool adds one only after half
/// a second: the folders of many jobs were waiting for each other.
/// </summary>
internal sealed class DiskThreads : IDisposable
{
    /// <summary>More than one, so that flushes meet in one commit of the file system; not so many that a slow disk is asked for everything
    /// at once.</summary>
    private const int Threads = 8;

    private readonly BlockingCollection<Action> _waiting = [];

    public DiskThreads()
    {
        for (var i = 0; i < Threads; i++)
            new Thread(Work) { IsBackground = true, Name = "disk" }.Start();
    }

    public Task<T> RunAsync<T>(Func<T> work)
    {
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
