using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// One reader's place among those that read output for a log now, for a moment at a time. A stream that is long, or a disk that hangs,
/// keeps few threads, and whoever waits has none.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="folder">Names the folder that is read.</param>
/// <param name="turns">All readers.</param>
internal sealed class LogReadSlot(TimeProvider clock, string folder, DiskReadSlots turns) : IDisposable
{
    /// <summary>Then another one is next, if somebody waits.</summary>
    private static readonly TimeSpan AtMost = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a reader waits for its turn, when it does not say otherwise.</summary>
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

    /// <summary>Reads nothing for now.</summary>
    /// <returns>It was this reader's turn.</returns>
    public bool Leave()
    {
        if (_seat is not { } seat)
            return false;
        _seat = null;
        turns.Leave(seat);
        return true;
    }

    public void Dispose() => Leave();

    /// <summary>The job's output, read in turns.</summary>
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
