using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Runner;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Logs;

/// <summary>One request for a container's log: what is there now and, if it is followed, what comes until the container has ended.</summary>
internal sealed class LogCopy(IJobOutput output, TimeSpan interval, TimeProvider clock)
{
    /// <param name="ask">Asks the pod where the log is and whether it has ended: before each reading, so that nothing written in between is missed.</param>
    /// <param name="query">Which part.</param>
    /// <param name="sink">Flushed after each reading.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task RunAsync(Func<Task<LogPlace>> ask, LogQuery query, Stream sink, CancellationToken cancel)
    {
        var place = await ask().ConfigureAwait(false);
        if (place.Container is not { } container) return;
        var reading = new LogReading(container, query);
        while (true)
        {
            await WriteNewAsync(place.Tag, reading, sink, cancel).ConfigureAwait(false);
            if (!query.Follow || reading.Ended || place.Ended) return;
            await Task.Delay(interval, clock, cancel).ConfigureAwait(false);
            place = await ask().ConfigureAwait(false);
            // Deleted while it was followed.
            if (place.Container is null) return;
        }
    }

    private async Task WriteNewAsync(JobTag tag, LogReading reading, Stream sink, CancellationToken cancel)
    {
        if (output.OpenRead(tag) is not { } stream) return;
        await using (stream.ConfigureAwait(false))
        {
            await reading.WriteNewAsync(stream, sink, cancel).ConfigureAwait(false);
            await sink.FlushAsync(cancel).ConfigureAwait(false);
        }
    }
}
