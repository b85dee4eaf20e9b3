namespace HtcondorActors.Actors.Streams;

/// <summary>Finds the last lines of a log, starting at its end. Only the parts of the stream that contain those lines are read.</summary>
internal static class TailFinder
{
    /// <returns>The position at which to begin, and how many lines to skip from there (the first may be the rest of a line).</returns>
    public static async Task<(long From, long SkippedLines)> FindAsync(
        Stream stream,
        string container,
        LogMarks marks,
        long tail,
        CancellationToken cancel
    )
    {
        long lines = 0;
        var end = marks.End;
        for (var i = marks.Places.Count - 1; i >= 0; i--)
        {
            var (newlines, last) = await CountAsync(stream, container, marks.Places[i], end, cancel);
            // At the end of the log, a last line without a newline counts as a line. Elsewhere it is the beginning of a line that continues
            // in the next part.
            lines += newlines + (lines == 0 && last is not (null or (byte)'\n') ? 1 : 0);
            if (lines > tail || i == 0)
                return (marks.Places[i], Math.Max(0, lines - tail));
            end = marks.Places[i];
        }
        return (marks.Begin, 0);
    }

    private static async Task<(long Newlines, byte? Last)> CountAsync(
        Stream stream,
        string container,
        long from,
        long end,
        CancellationToken cancel
    )
    {
        var (newlines, last) = (0L, (byte?)null);
        stream.Position = from;
        await foreach (var part in FramedStream.ReadAsync(stream, new FrameParser(from), container, end, cancel))
            if (part is LogPiece { Bytes: { Length: > 0 } bytes })
                (newlines, last) = (newlines + bytes.Span.Count((byte)'\n'), bytes.Span[^1]);
        return (newlines, last);
    }
}
