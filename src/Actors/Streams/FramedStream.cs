using System.Buffers;
using System.Runtime.CompilerServices;

namespace HtcondorActors.Actors.Streams;

/// <summary>Reads a stream's parts up to its present end. Logs that nobody asked for are not read but seeked over.</summary>
internal static class FramedStream
{
    private const int BlockLength = 65_536;

    /// <summary>A log that is given on waits in such a block while its reader is slow; there may be thousands of them.</summary>
    private const int LogBlockLength = 16_384;

    /// <summary>Where frames are long and unwanted, their heads are all that is read.</summary>
    private const int HeadsLength = 4096;

    /// <param name="stream">Seekable, standing where the parser stands.</param>
    /// <param name="parser">Keeps the place, also inside a frame, for the next call.</param>
    /// <param name="logOf">The container whose log is wanted; null: no log.</param>
    /// <param name="until">Where to stop at the latest.</param>
    /// <param name="budget">Ends the reading between two blocks when it is spent; null: no end but that of the stream.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>Parts whose bytes are valid until the next one is asked for.</returns>
    public static async IAsyncEnumerable<StreamPart> ReadAsync(
        Stream stream,
        FrameParser parser,
        string? logOf,
        long until,
        [EnumeratorCancellation] CancellationToken cancel,
        ReadBudget? budget = null
    )
    {
        var length = logOf is null ? BlockLength : LogBlockLength;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var parts = new List<StreamPart>();
        try
        {
            for (var sought = false; parser.Position < until && !parser.HasGivenUp && budget is not { IsSpent: true }; )
            {
                var wanted = (int)Math.Min(sought ? HeadsLength : length, until - parser.Position);
                var count = await stream.ReadAsync(buffer.AsMemory(0, wanted), cancel);
                if (count == 0)
                    yield break;
                budget?.Spend(count);
                parts.Clear();
                parser.Read(buffer.AsMemory(0, count), parts);
                foreach (var part in parts)
                    if (part is not LogPiece || part.Container == logOf)
                        yield return part;
                sought = SeekOverUnwanted(stream, parser, logOf, until);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool SeekOverUnwanted(Stream stream, FrameParser parser, string? logOf, long until)
    {
        if (parser.Inside is not { } head || (head.Kind == "log" && head.Container == logOf))
            return false;
        var there = Math.Min(stream.Length, until) - parser.Position;
        var skipped = Math.Min(parser.Skippable, there);
        if (skipped <= 0)
            return false;
        stream.Seek(skipped, SeekOrigin.Current);
        parser.Skip(skipped);
        return true;
    }
}
