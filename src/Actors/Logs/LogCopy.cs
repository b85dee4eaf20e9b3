using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Runner;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Logs;

/// <summary>One request for a container's log, as far as it is here now.</summary>
internal sealed class LogCopy(IJobOutput output)
{
    /// <param name="place">Where the log is.</param>
    /// <param name="query">Which part.</param>
    /// <param name="sink">Flushed at the end.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task RunAsync(LogPlace place, LogQuery query, Stream sink, CancellationToken cancel)
    {
        if (place.Container is null || output.OpenRead(place.Tag) is not { } stream) return;
        await using (stream.ConfigureAwait(false))
        {
            await LogExtractor.WriteAsync(stream, place.Container, query, sink, cancel).ConfigureAwait(false);
            await sink.FlushAsync(cancel).ConfigureAwait(false);
        }
    }
}
