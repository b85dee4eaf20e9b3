using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Runner;

/// <summary>Which attempt of a container a query means, and how long its log is now. Attempts are parted by the container's restart frames.</summary>
internal static class LogAttempts
{
    /// <summary>
    /// As the kubelet: the newest is the last that was started (while a restart is waited for, the one that has ended), the previous one the last that was
    /// followed by a restart.
    /// </summary>
    /// <returns>Its number, from 0; negative: there is none. Lines (a last one without newline included) only if the query needs them.</returns>
    public static async Task<(int Attempt, long Lines)> ChooseAsync(Stream stream, string container, LogQuery query, long until, CancellationToken cancel)
    {
        var counts = query.Tail is not null;
        var (attempt, now, before) = (0, new Seen(), new Seen());
        stream.Position = 0;
        await foreach (var part in FramedStream.ReadAsync(stream, new FrameParser(), counts ? container : null, until, cancel).ConfigureAwait(false))
        {
            if (part.Container != container) continue;
            if (part is LogPiece piece) now = now.With(piece.Bytes.Span);
            if (part is Frame { Kind: FrameKind.Start }) now = now with { Started = true };
            if (part is Frame { Kind: FrameKind.Restart }) (attempt, before, now) = (attempt + 1, now, new Seen());
        }
        var wantsFormer = query.Previous || (attempt > 0 && !now.Started);
        return wantsFormer ? (attempt - 1, before.AllLines) : (attempt, now.AllLines);
    }

    private readonly record struct Seen(bool Started, long Lines, bool IsInLine)
    {
        public long AllLines => IsInLine ? Lines + 1 : Lines;

        public Seen With(ReadOnlySpan<byte> log) => this with { Lines = Lines + log.Count((byte)'\n'), IsInLine = log[^1] != '\n' };
    }
}
