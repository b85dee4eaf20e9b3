using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// The disk turn of one log reader. A reader gives its turn to others after a moment. So long streams and disks that hang occupy few
/// threads, and waiting readers occupy none.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="folder">The name of the folder that is read.</param>
/// <param name="turns">The turns that all log readers share.</param>
internal sealed class LogReadSlot(TimeProvider clock, string folder, DiskReadSlots turns) : IDisposable
{
    /// <summary>How long a reader keeps its turn while others wait.</summary>
    private static readonly TimeSpan AtMost = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a reader waits for its turn by default.</summary>
    public static readonly TimeSpan WaitAtMost = TimeSpan.FromMinutes(2);

    private DiskReadSlots.ReadSlot? _seat;
    private long _since;

    /// <summary>Waits until it is this reader's turn.</summary>
    /// <exception cref="TimeoutException">The readers before it do not come to an end: the disk hangs.</exception>
    public ValueTask EnterAsync(CancellationToken cancel) => EnterAsync(WaitAtMost, cancel);

    /// <summary>Waits until it is this reader's turn.</summary>
    /// <exception cref="TimeoutException">The readers before it do not come to an end: the disk hangs.</exception>
    public async ValueTask EnterAsync(TimeSpan atMost, CancellationToken cancel)
    {
        _seat =
            await turns.TakeAsync(folder, clock, atMost, cancel)
            ?? throw new TimeoutException("the disk with the jobs' output does not answer");
        _since = clock.GetTimestamp();
    }

    /// <summary>Gives up the turn, because nothing is to be read for now.</summary>
    /// <returns>True if the reader had the turn.</returns>
    public bool Leave()
    {
        if (_seat is not { } seat)
            return false;
        _seat = null;
        turns.Leave(seat);
        return true;
    }

    public void Dispose() => Leave();

    /// <summary>The job's output, which gives others their turn between reads.</summary>
    public IJobOutput Of(IJobOutput output) => new SlottedJobOutput(output, LetOthersAsync);

    private ValueTask LetOthersAsync(CancellationToken cancel)
    {
        _seat?.ReportAlive();
        var isLate = _seat is { IsRevoked: true } || (turns.Free == 0 && clock.GetElapsedTime(_since) >= AtMost);
        if (!isLate)
            return ValueTask.CompletedTask;
        Leave();
        return EnterAsync(cancel);
    }
}
