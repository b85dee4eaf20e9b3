using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// One request for a container's log: what is there now and, if it is followed, what comes until the container has ended. Waiting it costs
/// a length check and a look at the board per interval: thousands of followers have no thread, no open file and no question to an actor
/// each.
/// </summary>
internal sealed class LogTransfer(
    IJobOutput output,
    Func<PodUid, ReadOnlyMemory<byte>?> board,
    FetchBoard fetches,
    TimeSpan interval,
    TimeProvider clock,
    DiskReadSlots turns
)
{
    public LogTransfer(
        IJobOutput output,
        Func<PodUid, ReadOnlyMemory<byte>?> board,
        FetchBoard fetches,
        TimeSpan interval,
        TimeProvider clock
    )
        : this(output, board, fetches, interval, clock, DiskReadSlots.OfLogs) { }

    /// <summary>Longer than this nobody waits for a schedd to say what is new: then what is here is told.</summary>
    private static readonly TimeSpan FetchedWithin = TimeSpan.FromSeconds(5);

    /// <param name="uid">The pod.</param>
    /// <param name="ask">Asks the pod where the log is and whether it has ended.</param>
    /// <param name="query">Which part.</param>
    /// <param name="sink">Flushed after each reading.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="NoSuchLogException">An earlier attempt is asked for, and there was none.</exception>
    public async Task RunAsync(PodUid uid, Func<Task<LogLocation>> ask, LogQuery query, Stream sink, CancellationToken cancel)
    {
        using var turn = new LogReadSlot(clock, uid.Value, turns);
        var reader = new LogSink(sink, turn, new SlowReaderLimit(IsDeletedAsync, clock), cancel);
        await using (reader)
            await CopyAsync(uid, ask, query, reader, turn, cancel);

        async Task<bool> IsDeletedAsync() => await ask() is { Container: null } or { IsDeleted: true };
    }

    private async Task CopyAsync(
        PodUid uid,
        Func<Task<LogLocation>> ask,
        LogQuery query,
        LogSink sink,
        LogReadSlot turn,
        CancellationToken cancel
    )
    {
        LogLocation? place = null;
        LogReading? reading = null;
        ReadOnlyMemory<byte>? told = null;
        OutputMark? read = null;
        IOutputMarks? marks = null;
        // Followers that came together (a node's kubelet is restarted) do not look together for ever after.
        var wait = interval * (0.5 + ((uint)uid.Value.GetHashCode(StringComparison.Ordinal) % 512 / 1024d));
        while (true)
        {
            // What the pod would answer changes only with what is told of it; a pod on another node is not on this board. Asked before each
            // reading, so that nothing written in between is missed.
            var now = board(uid);
            if (place is null || now is null || !now.Equals(told))
                (told, place) = (now, await ask());
            // Unknown, or deleted while it was followed.
            if (place.Container is not { } container)
                return;
            if (query.Previous && place.NoPrevious is { } none)
                throw new NoSuchLogException(none);
            if (reading is null && !query.Follow && !place.Ended)
                await FetchedAsync(place.Tag, cancel);
            reading ??= new LogReading(container, query);
            fetches.NoteReader(place.Tag);
            marks ??= output.MarksOf(place.Tag);
            // The look too: a disk that hangs would keep a thread for each follower. A follower that has begun waits without end.
            await turn.EnterAsync(read is null ? LogReadSlot.WaitAtMost : Timeout.InfiniteTimeSpan, cancel);
            var mark = marks.Newest();
            if (mark != read || place.Ended)
                await WriteNewAsync(turn.Of(output), place, reading, query, sink, cancel);
            turn.Leave();
            read = mark;
            if (!query.Follow || reading.Ended || place.Ended)
                break;
            await Task.Delay(wait, clock, cancel);
            wait = interval;
        }
        if (place.Words is { } words && !reading.HasLog && !query.Previous)
            await WriteAsync(words, query, sink, cancel);
    }

    /// <summary>A log that is read once is as new as the question, where it has to be fetched: all who ask meanwhile wait for the same
    /// fetch.</summary>
    private async Task FetchedAsync(JobTag tag, CancellationToken cancel)
    {
        var asked = clock.GetUtcNow();
        while (!fetches.IsFetchedSince(tag, asked) && clock.GetUtcNow() - asked < FetchedWithin)
        {
            fetches.NoteReader(tag);
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancel);
        }
    }

    private static async Task WriteNewAsync(
        IJobOutput output,
        LogLocation place,
        LogReading reading,
        LogQuery query,
        LogSink sink,
        CancellationToken cancel
    )
    {
        var runs = new LogsOfRuns(output, place.Tag);
        var last = place.Ended ? await runs.EndedAsync(cancel) : 0;
        if (output.OpenRead(place.Tag, last) is not { } stream)
            return;
        await using (stream)
        {
            if (reading.Run is { } run && run != await LogReading.RunOfAsync(stream, cancel))
                await runs.WriteRestAsync(reading, last + 1, sink, cancel);
            await reading.WriteNewAsync(stream, sink, cancel);
            if (reading.IsMissing)
                await runs.WriteLatestAsync(reading.Container, query, last + 1, sink, cancel);
            await sink.FlushAsync(cancel);
        }
    }

    private static async Task WriteAsync(string words, LogQuery query, LogSink sink, CancellationToken cancel)
    {
        var line = Encoding.UTF8.GetBytes(words + "\n");
        await sink.WriteAsync(line.AsMemory(0, (int)Math.Min(line.Length, query.LimitBytes ?? line.Length)), cancel);
        await sink.FlushAsync(cancel);
    }
}
