using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Writes a log to a caller that may be slow, or may have stopped reading. A caller that exceeds its <see cref="SlowReaderLimit"/> is given
/// up; otherwise its buffers and its connection would stay for ever.
/// </summary>
internal sealed class LogSink : WriteOnlyStream
{
    private readonly Stream _sink;
    private readonly LogReadSlot _turn;
    private readonly SlowReaderLimit _patience;
    private readonly CancellationTokenSource _stop;

    /// <param name="sink">The connection.</param>
    /// <param name="turn">The disk turn, which is given up while waiting for the caller.</param>
    /// <param name="patience">How long to wait for the caller.</param>
    /// <param name="cancel">Cancelled when the caller has left or this process stops.</param>
    public LogSink(Stream sink, LogReadSlot turn, SlowReaderLimit patience, CancellationToken cancel)
    {
        (_sink, _turn, _patience) = (sink, turn, patience);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    }

    /// <exception cref="TimeoutException">The pod is deleted, and nobody reads.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var giving = _sink.WriteAsync(buffer, _stop.Token);
        if (!giving.IsCompletedSuccessfully)
            return new ValueTask(TakenAsync(giving.AsTask(), cancellationToken));
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

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _stop.Dispose();
        base.Dispose(disposing);
    }

    private async Task TakenAsync(Task giving, CancellationToken cancel)
    {
        var wasMine = _turn.Leave();
        if (!await _patience.IsTakenAsync(giving, cancel))
        {
            await _stop.CancelAsync();
            await giving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new TimeoutException("the pod is deleted, and its log is not read");
        }
        await giving;
        if (wasMine)
            await _turn.EnterAsync(cancel);
    }
}
