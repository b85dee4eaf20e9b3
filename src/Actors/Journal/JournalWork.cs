using System.Data.Common;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Knows whether the journal can be written, and tells the health board. Without the journal no pod can be accepted, so the sidecar is not
/// ready then. A write that fails is seen by the writer itself, and a write that hangs by the watchdog.
/// </summary>
internal sealed class JournalWork(HealthBoard board, TimeProvider clock, ILogger log)
{
    /// <summary>A healthy disk takes milliseconds. A lock of another process fails the write after 8 s.</summary>
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(10);

    /// <summary>Orders the reports of the writer and of the watchdog.</summary>
    private readonly Lock _order = new();

    /// <summary>When the write in progress began; 0 if there is none.</summary>
    private long _began;

    private volatile bool _isFailing;

    /// <summary>True if the last write failed.</summary>
    public bool IsFailing => _isFailing;

    public void Begin() => Volatile.Write(ref _began, Math.Max(1, clock.GetTimestamp()));

    /// <param name="fault">Why the write failed; null if the entries are on the disk.</param>
    public void End(Exception? fault)
    {
        lock (_order)
        {
            Volatile.Write(ref _began, 0);
            _isFailing = fault is not null;
            if (fault is not null)
                Report($"cannot be written ({(fault is DbException told ? PostgresFault.WordsOf(told) : fault.GetType().Name)})");
            else if (board.Clear(HealthBoard.Journal))
                log.WrittenAgain();
        }
    }

    /// <summary>Reports a write that hangs.</summary>
    public void Look()
    {
        lock (_order)
        {
            var began = Volatile.Read(ref _began);
            if (began != 0 && clock.GetElapsedTime(began) >= HangsAfter)
                Report("a write does not end");
        }
    }

    private void Report(string words)
    {
        if (board.Report(HealthBoard.Journal, words))
            log.NotWritten(words);
    }
}
