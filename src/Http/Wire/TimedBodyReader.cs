using System.IO.Pipelines;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// The bytes of one body as they come in, all of them within one time limit. How a caller's line breaks is the server's affair; here it is
/// always <see cref="ClientDisconnectedException"/>.
/// </summary>
internal sealed class TimedBodyReader(PipeReader body, TimeSpan limit, CancellationToken cancel, TimeProvider? clock = null) : IDisposable
{
    /// <summary>Kestrel's method that takes a chunked body from the line. What fails in it failed because of the bytes that came.</summary>
    private const string Pump = "Http1ChunkedEncodingMessageBody.PumpAsync";

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private TimeSpan _waited;
    private ITimer? _timer;

    /// <exception cref="ClientDisconnectedException">The connection is gone.</exception>
    /// <exception cref="BadHttpRequestException">Out of time (408), or the server itself found the body broken, too large or too
    /// slow.</exception>
    public ValueTask<ReadResult> NextAsync()
    {
        try
        {
            // Nearly every body is here with its headers: then no timer is made.
            var reading = body.ReadAsync(cancel);
            if (!reading.IsCompletedSuccessfully)
                return WaitAsync(reading);
            var read = reading.Result;
            return read.IsCanceled ? WaitAsync(ValueTask.FromResult(read)) : ValueTask.FromResult(read);
        }
        catch (Exception fault) when (CallersFault(fault) is { } meant)
        {
            throw meant;
        }
    }

    /// <summary>Reads with <paramref name="read"/>, which takes the bytes itself.</summary>
    public async ValueTask<T> WholeAsync<T>(Func<PipeReader, CancellationToken, ValueTask<T>> read)
    {
        await using var timer = _clock.CreateTimer(_ => StopReading(), null, Left, Timeout.InfiniteTimeSpan);
        try
        {
            return await read(body, cancel);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw TooSlow();
        }
        catch (Exception fault) when (CallersFault(fault) is { } meant)
        {
            throw meant;
        }
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>Of the limit. The time in which the caller was not waited for does not count.</summary>
    private TimeSpan Left => limit > _waited ? limit - _waited : TimeSpan.Zero;

    // The timer can go off while the request ends. The server's reader throws then, and whatever a timer throws ends the process.
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
        while (true)
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
            if (!read.IsCanceled)
                return read;
            body.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
            if (_waited >= limit)
                throw TooSlow();
            // The timer had gone off when the bytes before these were there already.
            reading = body.ReadAsync(cancel);
        }
    }

    /// <summary>What the server's fault means; null: it speaks for itself.</summary>
    private static Exception? CallersFault(Exception fault) =>
        fault switch
        {
            // What the server says of the body's form is an IOException too.
            BadHttpRequestException => null,
            // The length of a chunk that no number holds.
            IOException { InnerException: OverflowException } => new BadHttpRequestException("malformed", fault),
            // A reset, or an abort by this server.
            OperationCanceledException or IOException => new ClientDisconnectedException(fault),
            // A trailer behind the last chunk, whose bytes are no text. Any other fault of this type is a fault of this program.
            InvalidOperationException when fault.StackTrace?.Contains(Pump, StringComparison.Ordinal) == true =>
                new BadHttpRequestException("malformed", fault),
            _ => null,
        };

    private static BadHttpRequestException TooSlow() => new("too slow", StatusCodes.Status408RequestTimeout);
}

/// <summary>Nobody is there to be answered.</summary>
internal sealed class ClientDisconnectedException(Exception cause) : Exception("the caller left", cause);
