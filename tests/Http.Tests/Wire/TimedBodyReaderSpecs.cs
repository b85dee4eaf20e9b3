using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using HtcondorActors.Http.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Http.Tests.Wire;

public sealed class TimedBodyReaderSpecs
{
    [Fact]
    public async Task A_time_limit_that_is_reached_while_the_request_ends_ends_nothing_else()
    {
        var body = new EndedBody();
        using var reading = new TimedBodyReader(body, TimeSpan.FromMilliseconds(1), CancellationToken.None);
        var next = reading.ReadAsync();
        await body.WasStopped.WaitAsync(TimeSpan.FromMinutes(1)); // what a timer throws would end this process
        body.Last.SetResult(new ReadResult(default, isCanceled: false, isCompleted: true));
        Assert.True((await next).IsCompleted);
    }

    [Fact]
    public async Task The_time_for_a_body_does_not_begin_again_with_its_first_byte()
    {
        var (clock, pipe) = (new FakeTimeProvider(), new Pipe());
        using var reading = new TimedBodyReader(pipe.Reader, TimeSpan.FromSeconds(10), CancellationToken.None, clock);
        var first = reading.ReadAsync();
        clock.Advance(TimeSpan.FromSeconds(6));
        await pipe.Writer.WriteAsync("{"u8.ToArray());
        var begin = (await first).Buffer.Start;
        reading.AdvanceTo(begin, begin);

        var rest = JsonSerializer.DeserializeAsync(reading, WireJson.Default.DeleteRequest).AsTask();
        clock.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(rest.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        var fault = await Assert.ThrowsAsync<BadHttpRequestException>(() => rest.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(StatusCodes.Status408RequestTimeout, fault.StatusCode);
    }

    [Fact]
    public async Task A_fault_of_this_program_is_not_taken_for_the_callers()
    {
        Exception[] faults = [new InvalidOperationException(), new InvalidOperationException("text"), new NotSupportedException()];
        foreach (var fault in faults)
        {
            var body = new EndedBody();
            using var reading = new TimedBodyReader(body, TimeSpan.FromSeconds(10), CancellationToken.None);
            body.Last.SetException(fault);
            Assert.Same(fault, await Record.ExceptionAsync(async () => await reading.ReadAsync()));
        }
    }

    [Fact]
    public async Task What_is_left_of_a_whole_body_is_consumed()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("[] rest"u8.ToArray());
        await pipe.Writer.CompleteAsync();
        using (var reading = new TimedBodyReader(pipe.Reader, TimeSpan.FromSeconds(10), CancellationToken.None))
        {
            var all = (await reading.ReadAsync()).Buffer;
            reading.AdvanceTo(all.GetPosition(2), all.End);
        }
        Assert.True(pipe.Reader.TryRead(out var rest));
        Assert.True(rest is { IsCompleted: true, Buffer.IsEmpty: true });
    }

    [Fact]
    public async Task A_limit_that_ends_within_a_text_completes_the_read()
    {
        var (clock, pipe) = (new FakeTimeProvider(), new Pipe());
        using var reading = new TimedBodyReader(pipe.Reader, TimeSpan.FromSeconds(10), CancellationToken.None, clock);
        await pipe.Writer.WriteAsync("\"tex"u8.ToArray());
        var text = (await reading.ReadAsync()).Buffer;
        reading.AdvanceTo(text.Start, text.End);
        var rest = reading.ReadAsync().AsTask();
        clock.Advance(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<BadHttpRequestException>(() => rest.WaitAsync(TimeSpan.FromMinutes(1)));

        await pipe.Writer.WriteAsync("t\""u8.ToArray());
        Assert.True(pipe.Reader.TryRead(out var all));
        Assert.Equal("\"text\"", Encoding.UTF8.GetString(all.Buffer));
    }

    /// <summary>The server's reader of a request that is over: it can not be stopped any more.</summary>
    private sealed class EndedBody : PipeReader
    {
        private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<ReadResult> Last { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public Task WasStopped => _stopped.Task;

        public override void CancelPendingRead()
        {
            _stopped.TrySetResult();
            throw new ObjectDisposedException(nameof(EndedBody));
        }

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => await Last.Task;

        public override bool TryRead(out ReadResult result) => throw new ObjectDisposedException(nameof(EndedBody));

        public override void AdvanceTo(SequencePosition consumed) => throw new NotSupportedException();

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => throw new NotSupportedException();

        public override void Complete(Exception? exception = null) => throw new NotSupportedException();
    }
}
