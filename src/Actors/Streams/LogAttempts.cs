namespace HtcondorActors.Actors.Streams;

/// <summary>Which attempt of a container is meant, and where its log lies. Attempts are parted by the container's restart frames. Reads no
/// log.</summary>
internal static class LogAttempts
{
    /// <summary>
    /// As the kubelet: the newest is the last that was started (while a restart is waited for, the one that has ended), the previous one
    /// the last that was followed by a restart.
    /// </summary>
    /// <returns>Its number, from 0; negative: there is none. And whether the container was started in this run at all.</returns>
    public static async Task<(int Attempt, LogMarks Marks, bool EverStarted)> ChooseAsync(
        Stream stream,
        string container,
        bool previous,
        long until,
        CancellationToken cancel
    )
    {
        var (attempt, started, isOver) = (0, false, false);
        var (now, before) = (new LogMarks(0), new LogMarks(0));
        stream.Position = 0;
        await foreach (var part in FramedStream.ReadAsync(stream, new FrameParser(tellsPlaces: true), logOf: null, until, cancel))
        {
            if (part.Container != container)
                continue;
            if (part is Frame { Kind: FrameKind.Start })
                started = true;
            if (part is Frame { Kind: FrameKind.Restart })
                isOver = true;
            if (part is not FramePosition { Position: var place })
                continue;
            if (!isOver)
                now.Add(place);
            else
            {
                now.End = place;
                (attempt, started, isOver, before, now) = (attempt + 1, false, false, now, new LogMarks(place));
            }
        }
        now.End = until;
        return previous || (attempt > 0 && !started)
            ? (attempt - 1, before, attempt > 0 || started)
            : (attempt, now, attempt > 0 || started);
    }
}
