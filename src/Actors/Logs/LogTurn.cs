using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Logs;

/// <summary>
/// One reader's place among those that read output for a log now, for a moment at a time. A stream that is long, or a disk that hangs,
/// keeps few threads, and whoever waits has none.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="folder">Names the folder that is read.</param>
/// <param name="turns">All readers.</param>
internal sealed class LogTurn(TimeProvider clock, string folder, DiskTurns turns) : IDisposable
{
    /// <summary>Then another one is next, if somebody waits.</summary>
    private static readonly TimeSpan AtMost = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a reader waits for its turn, when it does not say otherwise.</summary>
    public static readonly TimeSpan WaitAtMost = TimeSpan.FromMinutes(2);

    private DiskTurns.Seat? _seat;
    private long _since;

    /// <summary>Waits until it is this reader's turn.</summary>
    /// <exception cref="TimeoutException">The readers before it do not come to an end: the disk hangs.</exception>
    public ValueTask EnterAsync(CancellationToken cancel) => EnterAsync(WaitAtMost, cancel);

    /// <summary>Waits until it is this reader's turn.</summary>
    /// <exception cref="TimeoutException">The readers before it do not come to an end: the disk hangs.</exception>
    public async ValueTask EnterAsync(TimeSpan atMost, CancellationToken cancel)
    {
        _seat = await turns.TakeAsync(folder, clock, atMost, cancel).ConfigureAwait(false)
            ?? throw new TimeoutException("the disk with the jobs' output does not answer");
        _since = clock.GetTimestamp();
    }

    /// <summary>Reads nothing for now.</summary>
    /// <returns>It was this reader's turn.</returns>
    public bool Leave()
    {
        if (_seat is not { } seat) return false;
        _seat = null;
        turns.Leave(seat);
        return true;
    }

    public void Dispose() => Leave();

    /// <summary>The job's output, read in turns.</summary>
    public IJobOutput Of(IJobOutput output) => new TurnedOutput(output, this);

    private ValueTask LetOthersAsync(CancellationToken cancel)
    {
        _seat?.GiveSign();
        var isLate = _seat is { IsGivenAway: true } || (turns.Free == 0 && clock.GetElapsedTime(_since) >= AtMost);
        if (!isLate) return ValueTask.CompletedTask;
        Leave();
        return EnterAsync(cancel);
    }

    private sealed class TurnedOutput(IJobOutput output, LogTurn turn) : IJobOutput
    {
        public OutputMark? MarkOf(JobTag tag) => output.MarkOf(tag);

        public Stream? OpenRead(JobTag tag, int before) => output.OpenRead(tag, before) is { } stream ? new TurnedStream(stream, turn) : null;
    }

    private sealed class TurnedStream(Stream stream, LogTurn turn) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => stream.Length;

        public override long Position
        {
            get => stream.Position;
            set => stream.Position = value;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await turn.LetOthersAsync(cancellationToken).ConfigureAwait(false);
            return await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

        protected override void Dispose(bool disposing)
        {
            if (disposing) stream.Dispose();
            base.Dispose(disposing);
        }

        public override void Flush() => throw new NotSupportedException();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
