using HtcondorActors.Actors.Hosting;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>A node whose start is held up: the shard region is there, and the actors beside the pods are started next.</summary>
internal sealed class HeldStart : IAsyncDisposable
{
    private readonly ManualResetEventSlim _hold = new();
    private readonly TaskCompletionSource _isHeld = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _starting;

    private HeldStart()
    {
        Node = NodeHost.NotStarted(category =>
        {
            if (!category.EndsWith(nameof(WatchdogActor), StringComparison.Ordinal))
                return;
            _isHeld.TrySetResult();
            _hold.Wait();
        });
        _starting = Task.Factory.StartNew(Node.StartAsync, default, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    public NodeHost Node { get; }

    public static async Task<HeldStart> BeginAsync()
    {
        var held = new HeldStart();
        await held._isHeld.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return held;
    }

    /// <summary>Lets the start go on, and returns when it has ended.</summary>
    public Task GoOnAsync()
    {
        _hold.Set();
        return _starting;
    }

    public async ValueTask DisposeAsync()
    {
        await GoOnAsync();
        await Node.DisposeAsync();
        _hold.Dispose();
    }
}
