using System.IO.Pipelines;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Tests.Wire;

public sealed class BodyReadingSpecs
{
    [Fact]
    public async Task A_time_limit_that_is_reached_while_the_request_ends_ends_nothing_else()
    {
        var body = new EndedBody();
        using var reading = new BodyReading(body, TimeSpan.FromMilliseconds(1), CancellationToken.None);
        var next = reading.NextAsync();
        await body.WasStopped.WaitAsync(TimeSpan.FromMinutes(1)); // what a timer throws would end this process
        body.Last.SetResult(new ReadResult(default, isCanceled: false, isCompleted: true));
        Assert.True((await next).IsCompleted);
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
        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();
        public override void AdvanceTo(SequencePosition consumed) => throw new NotSupportedException();
        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => throw new NotSupportedException();
        public override void Complete(Exception? exception = null) => throw new NotSupportedException();
    }
}
