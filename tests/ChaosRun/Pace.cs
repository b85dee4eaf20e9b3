using System.Diagnostics;

namespace HtcondorActors.ChaosRun;

/// <summary>
/// Time in seconds of a quiet machine. Where a fixed piece of work takes twice as long as on a quiet machine, a second of this time takes
/// two seconds of the clock. All limits of a run are in this time, so that a slow or busy machine reaches none of them earlier.
/// </summary>
internal sealed class Pace : IDisposable
{
    private const string Work = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done";

    /// <summary>How long the work takes dash and bash on a quiet machine of two cores (measured: 20 to 60 ms).</summary>
    private static readonly TimeSpan QuietWork = TimeSpan.FromMilliseconds(60);

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly List<(DateTimeOffset At, TimeSpan Quiet)> _samples = [(DateTimeOffset.UtcNow, TimeSpan.Zero)];
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public Pace()
    {
        // A thread of its own: the pool's threads may all be waiting.
        _thread = new Thread(Measure) { IsBackground = true, Name = "pace" };
        _thread.Start();
    }

    /// <summary>How much of this time has passed since the run began.</summary>
    public TimeSpan Now
    {
        get
        {
            lock (_lock)
                return _samples[^1].Quiet;
        }
    }

    /// <summary>How many seconds of the clock a second of this time takes by now, on average.</summary>
    public double Slowness
    {
        get
        {
            lock (_lock)
                return _samples.Count < 2 ? 1 : (_samples[^1].At - _samples[0].At) / _samples[^1].Quiet;
        }
    }

    /// <summary>How much of this time passed between two moments of the clock.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        lock (_lock)
            return At(to) - At(from);
    }

    /// <summary>True when <paramref name="isSo"/> is; false if it has not become so within this time.</summary>
    public async Task<bool> UntilAsync(Func<Task<bool>> isSo, TimeSpan within)
    {
        for (var deadline = Now + within; !await isSo(); await Task.Delay(100))
            if (Now > deadline)
                return false;
        return true;
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, TimeSpan)"/>
    public Task<bool> UntilAsync(Func<bool> isSo, TimeSpan within) => UntilAsync(() => Task.FromResult(isSo()), within);

    /// <summary>
    /// True when it is done; false if for so long nothing has been got nearer to it. So it may take as long as the machine needs.
    /// </summary>
    /// <param name="isDone">Asked first in each round.</param>
    /// <param name="left">How much is left to do.</param>
    /// <param name="patience">How long <paramref name="left"/> may stay the same.</param>
    /// <param name="meanwhile">Done in each round.</param>
    public async Task<bool> UntilAsync(Func<bool> isDone, Func<int> left, TimeSpan patience, Func<Task>? meanwhile = null)
    {
        for (var (least, deadline) = (int.MaxValue, Now + patience); !isDone(); await Task.Delay(300))
        {
            if (left() is var now && now < least)
                (least, deadline) = (now, Now + patience);
            if (Now > deadline)
                return false;
            if (meanwhile is not null)
                await meanwhile();
        }
        return true;
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Measure()
    {
        while (!_stop.Wait(Every))
        {
            var began = Stopwatch.GetTimestamp();
            Shell.Run("/bin/sh", ["-c", Work], limit: TimeSpan.FromHours(1));
            var slowness = Math.Max(1, Stopwatch.GetElapsedTime(began) / QuietWork);
            lock (_lock)
            {
                var (at, quiet) = _samples[^1];
                var now = DateTimeOffset.UtcNow;
                _samples.Add((now, quiet + (now - at) / slowness));
            }
        }
    }

    private TimeSpan At(DateTimeOffset moment)
    {
        var after = _samples.FindIndex(sample => sample.At >= moment);
        if (after < 0)
            return _samples[^1].Quiet;
        if (after == 0)
            return TimeSpan.Zero;
        var ((from, before), (to, then)) = (_samples[after - 1], _samples[after]);
        return before + (then - before) * ((moment - from) / (to - from));
    }
}
