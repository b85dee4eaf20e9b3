using System.IO.Pipelines;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// Reads one body as it arrives, within one time limit, and completes each read of the server's pipe. Every way in which the caller's
/// connection can break becomes a <see cref="ClientDisconnectedException"/>. A read that stays open would break the connection: the server
/// reads the rest of the body and the next request from the same pipe.
/// </summary>
internal sealed class TimedBodyReader(PipeReader body, TimeSpan limit, CancellationToken cancel, TimeProvider? clock = null)
    : PipeReader,
        IDisposable
{
    /// <summary>Kestrel's method that reads a chunked body from the connection. A failure in it is caused by the received bytes.</summary>
    private const string Pump = "Http1ChunkedEncodingMessageBody.PumpAsync";

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private TimeSpan _waited;
    private ITimer? _timer;
    private SequencePosition _end;
    private bool _isWhole;

    /// <param name="cancellationToken">Not used: the token of the request ends each read.</param>
    /// <returns>Bytes, perhaps the same as before. It is never a cancelled read.</returns>
    /// <exception cref="ClientDisconnectedException">The caller has disconnected.</exception>
    /// <exception cref="BadHttpRequestException">The time limit is exceeded (408), or the server found the body malformed, too large or too
    /// slow.</exception>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            // Nearly every body arrives with its headers, and then needs no timer.
            var reading = body.ReadAsync(cancel);
            return reading.IsCompletedSuccessfully ? ValueTask.FromResult(Taken(reading.Result)) : WaitAsync(reading);
        }
        catch (Exception fault) when (CallersFault(fault) is { } meant)
        {
            throw meant;
        }
    }

    /// <summary>
    /// Also marks all bytes as examined. The JSON parser calls this after a fault, and the pipe does not accept fewer examined bytes than
    /// before.
    /// </summary>
    public override void AdvanceTo(SequencePosition consumed) => body.AdvanceTo(consumed, _end);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => body.AdvanceTo(consumed, examined);

    public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

    public override void CancelPendingRead() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null) => throw new NotSupportedException();

    /// <summary>
    /// Also consumes what is left of a body that has arrived completely. Kestrel does that itself, except when the caller leaves before the
    /// request ends. The connection would then still be in a read, and Kestrel would fail when it looks for the next request.
    /// </summary>
    public void Dispose()
    {
        _timer?.Dispose();
        if (!_isWhole)
            return;
        try
        {
            if (body.TryRead(out var rest))
                body.AdvanceTo(rest.Buffer.End);
        }
        catch (Exception over) when (over is OperationCanceledException or InvalidOperationException or IOException)
        {
            // This server has closed the connection.
        }
    }

    /// <summary>What is left of the time limit. Only time spent waiting for the caller counts.</summary>
    private TimeSpan Left => limit > _waited ? limit - _waited : TimeSpan.Zero;

    // The timer can fire while the request ends. The server's reader then throws, and an exception in a timer would end the process.
    private void StopReading()
    {
        try
        {
            body.CancelPendingRead();
        }
        catch (Exception over) when (over is OperationCanceledException or InvalidOperationException) { }
    }

    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> reading)
    {
        var began = _clock.GetTimestamp();
        _timer ??= _clock.CreateTimer(_ => StopReading(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Left, Timeout.InfiniteTimeSpan);
        ReadResult read;
        try
        {
            read = await reading;
        }
        catch (Exception fault) when (CallersFault(fault) is { } meant)
        {
            throw meant;
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _waited += _clock.GetElapsedTime(began);
        }
        return Taken(read);
    }

    private ReadResult Taken(ReadResult read)
    {
        _end = read.Buffer.End;
        _isWhole = read.IsCompleted;
        if (!read.IsCanceled)
            return read;
        // The timer fired late, after bytes had arrived.
        if (read.IsCompleted || _waited < limit)
            return new ReadResult(read.Buffer, isCanceled: false, read.IsCompleted);
        body.AdvanceTo(read.Buffer.Start, _end);
        throw new BadHttpRequestException("too slow", StatusCodes.Status408RequestTimeout);
    }

    /// <summary>Translates a fault of the server; null if the fault needs no translation.</summary>
    private static Exception? CallersFault(Exception fault) =>
        fault switch
        {
            // BadHttpRequestException, for a malformed body, is an IOException too
            BadHttpRequestException => null,
            // the length of a chunk is too large for a number
            IOException { InnerException: OverflowException } => new BadHttpRequestException("malformed", fault),
            // a reset, or an abort by this server
            OperationCanceledException or IOException => new ClientDisconnectedException(fault),
            // a trailer behind the last chunk that is not valid text; any other exception of this type is a bug of this program
            InvalidOperationException when fault.StackTrace?.Contains(Pump, StringComparison.Ordinal) == true =>
                new BadHttpRequestException("malformed", fault),
            _ => null,
        };
}

/// <summary>The caller has disconnected, so there is nobody to answer.</summary>
internal sealed class ClientDisconnectedException(Exception cause) : Exception("the caller left", cause);
