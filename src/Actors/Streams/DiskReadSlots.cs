using System.Collections.Concurrent;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// The disk turns: only a few readers read output at once. A reader whose disk does not answer loses its turn to another, so that one bad
/// folder does not stop all reads. The thread of that reader stays blocked in the kernel, so the number of such threads is bounded too.
/// </summary>
/// <param name="atOnce">The most readers at once.</param>
/// <param name="hungAtMost">The most additional readers that hang in the kernel.</param>
internal sealed class DiskReadSlots(int atOnce, int hungAtMost) : IDisposable
{
    /// <summary>A reader without a completed read for this long hangs.</summary>
    public static readonly TimeSpan HungAfter = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>The turns of log readers. They belong to the process, as its threads do.</summary>
    public static readonly DiskReadSlots OfLogs = new(atOnce: 8, hungAtMost: 56);

    /// <summary>
    /// The turns of reads of ended jobs. They belong to the process, because a read that hangs outlives the actor that asked for it.
    /// </summary>
    public static readonly DiskReadSlots OfEnds = new(atOnce: 4, hungAtMost: 28);

    private readonly SemaphoreSlim _free = new(atOnce);
    private readonly ConcurrentDictionary<ReadSlot, bool> _taken = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _hung = [];
    private volatile int _hungCount;

    /// <summary>One reader's turn.</summary>
    internal sealed class ReadSlot(string folder, TimeProvider clock)
    {
        private long _sign = clock.GetTimestamp();

        public string Folder => folder;

        /// <summary>True once another reader has taken this turn.</summary>
        public volatile bool IsRevoked;

        /// <summary>The reader calls this when the disk has answered.</summary>
        public void ReportAlive() => Volatile.Write(ref _sign, clock.GetTimestamp());

        public bool Hangs => clock.GetElapsedTime(Volatile.Read(ref _sign)) >= HungAfter;
    }

    public int Free => _free.CurrentCount;

    /// <summary>Readers that hang in the kernel and have lost their turn.</summary>
    public int Hung => _hungCount;

    /// <summary>Waits for a turn; null if there was none in time.</summary>
    public async ValueTask<ReadSlot?> TakeAsync(string folder, TimeProvider clock, TimeSpan atMost, CancellationToken cancel)
    {
        var since = clock.GetTimestamp();
        for (var isOnTimer = false; ; isOnTimer = true)
        {
            var waiting = _free.WaitAsync(atMost, cancel);
            while (!waiting.IsCompleted)
            {
                var look = ((Task)waiting).WaitAsync(LookEvery, clock, CancellationToken.None);
                await look.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                isOnTimer = true;
                if (!waiting.IsCompleted)
                    RevokeHungSlots();
            }
            if (!await waiting)
                return null;
            // What ran the timer goes on after this wait. It must not hang in the disk instead of the reader.
            if (isOnTimer)
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (_hungCount == 0 || !IsHung(folder))
            {
                var seat = new ReadSlot(folder, clock);
                _taken[seat] = true;
                return seat;
            }
            // A reader hangs in this folder already, and another thread would hang there too.
            _free.Release();
            if (atMost != Timeout.InfiniteTimeSpan && clock.GetElapsedTime(since) >= atMost)
                return null;
            await Task.Delay(LookEvery, clock, cancel);
        }
    }

    public void Leave(ReadSlot seat)
    {
        lock (_lock)
        {
            _taken.TryRemove(seat, out _);
            if (!seat.IsRevoked)
            {
                _free.Release();
                return;
            }
            _hungCount--;
            if (--_hung[seat.Folder] == 0)
                _hung.Remove(seat.Folder);
        }
    }

    public void Dispose() => _free.Dispose();

    private bool IsHung(string folder)
    {
        lock (_lock)
            return _hung.ContainsKey(folder);
    }

    private void RevokeHungSlots()
    {
        lock (_lock)
            foreach (var seat in _taken.Keys)
            {
                if (_hungCount >= hungAtMost)
                    return;
                if (!seat.Hangs)
                    continue;
                _taken.TryRemove(seat, out _);
                seat.IsRevoked = true;
                _hungCount++;
                _hung[seat.Folder] = _hung.GetValueOrDefault(seat.Folder) + 1;
                _free.Release();
            }
    }
}
