using System.Collections.Concurrent;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Who reads output now: a few at once. A reader whose disk does not answer loses its turn to another, so that one bad folder
/// does not stop the reading of all others. The thread of that reader stays in the kernel, so there is a bound for those too.
/// </summary>
/// <param name="atOnce">So many read at once.</param>
/// <param name="hungAtMost">So many more may hang in the kernel.</param>
internal sealed class DiskReadSlots(int atOnce, int hungAtMost) : IDisposable
{
    /// <summary>A reader that gives no sign for so long hangs.</summary>
    public static readonly TimeSpan HungAfter = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>Those who read for logs. Of the process, like its threads.</summary>
    public static readonly DiskReadSlots OfLogs = new(atOnce: 8, hungAtMost: 56);

    /// <summary>Those who read the output of jobs that have ended. A read that hangs outlives the actor that asked for it.</summary>
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

        /// <summary>Another reader has its place by now.</summary>
        public volatile bool IsRevoked;

        /// <summary>The disk has answered.</summary>
        public void ReportAlive() => Volatile.Write(ref _sign, clock.GetTimestamp());

        public bool Hangs => clock.GetElapsedTime(Volatile.Read(ref _sign)) >= HungAfter;
    }

    public int Free => _free.CurrentCount;

    /// <summary>Readers that hang in the kernel and have lost their turn.</summary>
    public int Hung => _hungCount;

    /// <summary>Null: it did not come to a turn in time.</summary>
    public async ValueTask<ReadSlot?> TakeAsync(string folder, TimeProvider clock, TimeSpan atMost, CancellationToken cancel)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            var waiting = _free.WaitAsync(atMost, cancel);
            while (!waiting.IsCompleted)
            {
                var look = ((Task)waiting).WaitAsync(LookEvery, clock, CancellationToken.None);
                await look.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!waiting.IsCompleted)
                    RevokeHungSlots();
            }
            if (!await waiting)
                return null;
            if (_hungCount == 0 || !IsHung(folder))
            {
                var seat = new ReadSlot(folder, clock);
                _taken[seat] = true;
                return seat;
            }
            // Another thread would hang there too.
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
