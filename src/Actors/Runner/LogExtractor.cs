using System.Buffers;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Runner;

/// <summary>Takes one container's log out of a runner's stream, as far as the stream goes now, in constant memory.</summary>
internal static class LogExtractor
{
    /// <summary>
    /// Writes the selected part. The kubelet's order of options: the last lines, of those the ones since a time, of those the first bytes.
    /// A container is run once in a run, so there is no previous log. A container without log frames has an empty log.
    /// </summary>
    /// <param name="stream">The job's output, seekable, freshly opened.</param>
    /// <param name="container">Its name; <see cref="LogQuery.Container"/> is not looked at (it may be empty).</param>
    /// <param name="query">Follow is not looked at.</param>
    /// <param name="output">Gets raw bytes; is not flushed or closed.</param>
    /// <param name="cancel">Ends the writing.</param>
    public static async Task WriteAsync(Stream stream, string container, LogQuery query, Stream output, CancellationToken cancel)
    {
        if (query.Previous) return;
        // What is written meanwhile is not in it: else "the last 10 lines" could be more.
        var until = stream.Length;
        var skipped = query.Tail is { } tail ? Math.Max(0, await LinesAsync(stream, container, until, cancel) - tail) : 0;
        var selection = new LogSelection(skipped, query.Since, query.Timestamps, query.LimitBytes);
        var chosen = new ArrayBufferWriter<byte>();
        await foreach (var part in FromBeginningAsync(stream, container, until, cancel))
        {
            if (part is not LogPiece piece) continue;
            if (selection.Full) break;
            selection.Take(piece, chosen);
            await output.WriteAsync(chosen.WrittenMemory, cancel);
            chosen.ResetWrittenCount();
        }
    }

    /// <summary>Lines, a last one without newline included.</summary>
    private static async Task<long> LinesAsync(Stream stream, string container, long until, CancellationToken cancel)
    {
        long lines = 0;
        var ends = true;
        await foreach (var part in FromBeginningAsync(stream, container, until, cancel))
        {
            if (part is not LogPiece piece) continue;
            lines += piece.Bytes.Span.Count((byte)'\n');
            ends = piece.Bytes.Span[^1] == '\n';
        }
        return ends ? lines : lines + 1;
    }

    private static IAsyncEnumerable<StreamPart> FromBeginningAsync(Stream stream, string container, long until, CancellationToken cancel)
    {
        stream.Position = 0;
        return FramedStream.ReadAsync(stream, new FrameParser(), container, until, cancel);
    }
}
