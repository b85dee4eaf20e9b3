using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace HtcondorActors.Http.Tests;

/// <summary>Counts the reads of bodies that wait for the caller, so that a test knows when the server has parsed what was sent.</summary>
internal sealed class BodyReads : IStartupFilter
{
    private int _waits;

    public async Task UntilWaitsAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (Volatile.Read(ref _waits) < count)
            await Task.Delay(5, limit.Token);
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(
                (http, rest) =>
                {
                    http.Features.Set<IRequestBodyPipeFeature>(new CountedBody(this, http.Request.BodyReader));
                    return rest(http);
                }
            );
            next(app);
        };

    private sealed class CountedBody(BodyReads reads, PipeReader body) : PipeReader, IRequestBodyPipeFeature
    {
        public PipeReader Reader => this;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var reading = body.ReadAsync(cancellationToken);
            if (!reading.IsCompleted)
                Interlocked.Increment(ref reads._waits);
            return reading;
        }

        public override bool TryRead(out ReadResult result) => body.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed) => body.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => body.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => body.CancelPendingRead();

        public override void Complete(Exception? exception = null) => body.Complete(exception);
    }
}
