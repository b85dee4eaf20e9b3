using System.IO.Pipelines;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// Reads one body as it arrives, within one time limit. Every way in which the caller's connection can break becomes a <see
/// cref="ClientDisconnectedException"/>.
/// </summary>
internal sealed class TimedBodyReader(PipeReader body, TimeSpan limit, CancellationToken cancel, TimeProvider? clock = null) : IDisposable
{
    /// <summary>Kestrel's method that reads a chunked body from the connection. A failure in it is caused by the received bytes.</summary>
    private const string Pump = "Http1ChunkedEncodingMessageBody.PumpAsync";

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private TimeSpan _waited;
    private ITimer? _timer;

    /// <exception cref="ClientDisconnectedException">The caller has disconnected.</exception>
    /// <exception cref="BadHttpRequestException">The time limit is exceeded (408), or the server found the body malformed, too large or too
    /// slow.</exception>
    public ValueTask<ReadResult> NextAsync()
    {
        try
        {
            // Nearly every body arrives with its headers, and then needs no timer.
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

    /// <summary>Lets <paramref name="read"/> read the whole body.</summary>
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
            // The timer fired late, after earlier bytes had arrived.
            reading = body.ReadAsync(cancel);
        }
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

    private static BadHttpRequestException TooSlow() => new("too slow", StatusCodes.Status408RequestTimeout);
}

/// <summary>The caller has disconnected, so there is nobody to answer.</summary>
internal sealed class ClientDisconnectedException(Exception cause) : Exception("the caller left", cause);
