using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Streams;

/// <summary>Takes one container's log out of a runner's stream, as far as the stream goes now. A container without log frames has an empty
/// log.</summary>
internal static class LogExtractor
{
    public static Task WriteAsync(Stream stream, string container, LogQuery query, Stream output, CancellationToken cancel) =>
        new LogReading(container, query).WriteNewAsync(stream, output, cancel);
}
