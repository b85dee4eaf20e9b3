namespace HtcondorActors.Actors.Logs;

/// <summary>
/// Where a log goes: to a reader who may be slow, or may have stopped. While the pod lives a reader may take any time (<c>kubectl logs | less</c>); one that
/// takes nothing for a minute after the pod was deleted is given up, or it would keep its buffers and its connection for ever.
/// </summary>
internal sealed class LogSink : Stream
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(10);

    /// <summary>After the pod was deleted.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Stream _sink;
    private readonly LogTurn _turn;
    private readonly Func<Task<bool>> _isDeleted;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop;

    /// <param name="sink">The connection.</param>
    /// <param name="turn">Is left while the reader is waited for.</param>
    /// <param name="isDeleted">Asks whether the pod is deleted.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancel">The reader has left, or this process stops.</param>
    public LogSink(Stream sink, LogTurn turn, Func<Task<bool>> isDeleted, TimeProvider clock, CancellationToken cancel)
    {
        (_sink, _turn, _isDeleted, _clock) = (sink, turn, isDeleted, clock);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="TimeoutException">The pod is deleted, and nobody reads.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var giving = _sink.WriteAsync(buffer, _stop.Token);
        if (!giving.IsCompletedSuccessfully) return new ValueTask(TakenAsync(giving.AsTask(), cancellationToken));
        giving.GetAwaiter().GetResult();
        return ValueTask.CompletedTask;
    }

    /// <exception cref="TimeoutException">The pod is deleted, and nobody reads.</exception>
    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        var giving = _sink.FlushAsync(_stop.Token);
        return giving.IsCompletedSuccessfully ? giving : TakenAsync(giving, cancellationToken);
    }

    public override void Flush() => throw new NotSupportedException();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _stop.Dispose();
        base.Dispose(disposing);
    }

    private async Task TakenAsync(Task giving, CancellationToken cancel)
    {
        var wasMine = _turn.Leave();
        if (!await IsTakenAsync(giving, cancel).ConfigureAwait(false))
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await giving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new TimeoutException("the pod is deleted, and its log is not read");
        }
        await giving.ConfigureAwait(false);
        if (wasMine) await _turn.EnterAsync(cancel).ConfigureAwait(false);
    }

    private async Task<bool> IsTakenAsync(Task giving, CancellationToken cancel)
    {
        long? deletedSince = null;
        while (true)
        {
            try
            {
                await giving.WaitAsync(AskEvery, _clock, cancel).ConfigureAwait(ConfigureAwaitOptions.None);
                return true;
            }
            catch (TimeoutException) when (!giving.IsCompleted)
            {
                if (await IsDeletedAsync().ConfigureAwait(false)) deletedSince ??= _clock.GetTimestamp();
                if (deletedSince is { } since && _clock.GetElapsedTime(since) >= Patience) return false;
            }
        }
    }

    private async Task<bool> IsDeletedAsync()
    {
        try
        {
            return await _isDeleted().ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false; // not known: the reader may stay
        }
    }
}
