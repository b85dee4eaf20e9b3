using System.Buffers;
using System.Runtime.CompilerServices;

namespace HtcondorActors.Actors.Streams;

/// <summary>Reads a stream's parts up to its present end. It seeks over logs that the caller does not want.</summary>
internal static class FramedStream
{
    private const int BlockLength = 65_536;

    /// <summary>
    /// The size of a block of a wanted log. A block stays in memory while its reader is slow, and there may be thousands of readers.
    /// </summary>
    private const int LogBlockLength = 32_768;

    /// <summary>The size of a block where only the heads of long, unwanted frames are read.</summary>
    private const int HeadsLength = 4096;

    /// <param name="stream">A seekable stream at the parser's position.</param>
    /// <param name="parser">Keeps the position, also inside a frame, for the next call.</param>
    /// <param name="logOf">The container whose log is wanted; null for none.</param>
    /// <param name="until">The position at which to stop.</param>
    /// <param name="budget">Ends the reading between two blocks when it is spent; null reads to the end of the stream.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>The parts. The bytes of each are valid until the next part is requested.</returns>
    public static async IAsyncEnumerable<StreamPart> ReadAsync(
        Stream stream,
        FrameParser parser,
        string? logOf,
        long until,
        [EnumeratorCancellation] CancellationToken cancel,
        ReadBudget? budget = null
    )
    {
        await foreach (var block in ReadBlocksAsync(stream, parser, logOf, until, cancel, budget))
        foreach (var part in block.Parts)
            if (part is not LogPiece || part.Container == logOf)
                yield return part;
    }

    /// <summary>Reads the parts of one block after the other.</summary>
    /// <param name="stream">A seekable stream at the parser's position.</param>
    /// <param name="parser">Keeps the position, also inside a frame, for the next call.</param>
    /// <param name="logOf">The container whose log is wanted; null for none.</param>
    /// <param name="until">The position at which to stop.</param>
    /// <param name="budget">Ends the reading between two blocks when it is spent; null reads to the end of the stream.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>The blocks. Each is valid until the next one is requested.</returns>
    public static async IAsyncEnumerable<StreamBlock> ReadBlocksAsync(
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
                var position = parser.Position;
                parser.Read(buffer.AsMemory(0, count), parts);
                yield return new StreamBlock(position, buffer.AsMemory(0, count), parts);
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
