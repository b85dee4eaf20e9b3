namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Finds the requested attempt of a container and where its log lies. Restart frames of the container separate its attempts. No log bytes
/// are read.
/// </summary>
internal static class LogAttempts
{
    /// <summary>
    /// Chooses as the kubelet does. The newest attempt is the last that started; while a container waits for its restart, that is the ended
    /// one. The previous attempt is the last one that a restart followed.
    /// </summary>
    /// <param name="stream">The job's output.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="previous">Choose the previous attempt.</param>
    /// <param name="marksLog">Mark positions within the log, from which the last lines are found.</param>
    /// <param name="until">The position at which to stop.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>The attempt's number, from 0, or a negative number if there is none; and whether the container has started in this run at
    /// all.</returns>
    public static async Task<(int Attempt, LogMarks Marks, bool EverStarted)> ChooseAsync(
        Stream stream,
        string container,
        bool previous,
        bool marksLog,
        long until,
        CancellationToken cancel
    )
    {
        var (attempt, started, isOver) = (0, false, false);
        var (now, before) = (new LogMarks(0), new LogMarks(0));
        stream.Position = 0;
        var parser = new FrameParser(tells: ParserReports.Positions | (marksLog ? ParserReports.LogPositions : ParserReports.Frames));
        await foreach (var part in FramedStream.ReadAsync(stream, parser, logOf: null, until, cancel))
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
