using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Serves one request for a container's log. It sends what is there now. If the log is followed, it also sends what comes until the
/// container has ended. A waiting follower only checks the file's length and the board once per interval. So thousands of followers need no
/// threads, no open files and no messages to actors, unless the pod is on another node that has to fetch the output.
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

    /// <summary>How long a request waits for a fetch from the schedd. After that it gets the output that is there.</summary>
    private static readonly TimeSpan FetchedWithin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>How often a pod on another node is asked, which may have to fetch the output.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(250);

    /// <summary>A pod that does not answer is asked less and less often.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>How often a pod on another node hears that its log is still followed.</summary>
    private static readonly TimeSpan NoteAgainAfter = TimeSpan.FromSeconds(2);

    /// <param name="uid">The pod.</param>
    /// <param name="ask">Asks the pod where the log is, and whether the container has ended.</param>
    /// <param name="query">Which part of the log.</param>
    /// <param name="sink">Receives the log; flushed after each read.</param>
    /// <param name="cancel">Ends the transfer.</param>
    /// <exception cref="NoSuchLogException">The query asks for an earlier attempt, and there was none.</exception>
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
        DateTimeOffset askedAt = default;
        var pause = TimeSpan.Zero;
        OutputMark? read = null;
        IOutputMarks? marks = null;
        // Followers may start in the same moment (after a restart of the Virtual Kubelet). Different first waits keep them from reading at
        // the same time for ever.
        var wait = interval * (0.5 + ((uint)uid.Value.GetHashCode(StringComparison.Ordinal) % 512 / 1024d));
        while (true)
        {
            // The pod's answer changes only when its status on the board changes. The question comes before each read, so that nothing
            // written in between is missed. A pod on another node is also asked at intervals, so that its node goes on fetching the output.
            var now = board(uid);
            if (place is null)
                (told, askedAt, place) = (now, clock.GetUtcNow(), await ask());
            else if (
                IsOver(pause, askedAt)
                && (now is null || !now.Equals(told) || (IsFetchedElsewhere(place) && IsOver(NoteAgainAfter, askedAt)))
            )
            {
                askedAt = clock.GetUtcNow();
                if (await AskAgainAsync(ask, Timeout.InfiniteTimeSpan, cancel) is { } again)
                    (told, place, pause) = (now, again, TimeSpan.Zero);
                else
                    pause = pause == TimeSpan.Zero ? interval : TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
            }
            // The pod is unknown, or was deleted while its log was followed.
            if (place.Container is not { } container)
                return;
            if (query.Previous && place.NoPrevious is { } none)
                throw new NoSuchLogException(none);
            if (reading is null && !query.Follow && !place.Ended)
                place = await FetchedAsync(place, ask, cancel);
            reading ??= new LogReading(container, query);
            fetches.NoteReader(place.Tag);
            marks ??= output.MarksOf(place.Tag);
            // The check of the length needs a turn too: a disk that hangs would otherwise block a thread for each follower. A follower that
            // has read something waits for its turn without limit.
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

    /// <summary>
    /// Waits until the output of a spooled job is as new as the request. All requests that arrive meanwhile wait for the same fetch.
    /// </summary>
    private async Task<LogLocation> FetchedAsync(LogLocation place, Func<Task<LogLocation>> ask, CancellationToken cancel)
    {
        var asked = clock.GetUtcNow();
        while (FetchedWithin - (clock.GetUtcNow() - asked) is var left && left > TimeSpan.Zero)
        {
            var isElsewhere = IsFetchedElsewhere(place);
            if (isElsewhere ? place.IsFetched == true : fetches.IsFetchedSince(place.Tag, asked))
                break;
            fetches.NoteReader(place.Tag);
            await Task.Delay(isElsewhere ? AskAgainAfter : LookAgainAfter, clock, cancel);
            if (isElsewhere)
                place = await AskAgainAsync(ask, left, cancel) ?? place;
        }
        return place;
    }

    /// <summary>
    /// A pod that moves, or whose node was killed, does not answer for a while. What it said before counts until then.
    /// </summary>
    private async Task<LogLocation?> AskAgainAsync(Func<Task<LogLocation>> ask, TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            return await ask().WaitAsync(patience, clock, cancel);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    // The pod's node fetches the output, into the data folder that all nodes share.
    private bool IsFetchedElsewhere(LogLocation place) => place.FetchedBy is { } board && board != fetches.Id;

    private bool IsOver(TimeSpan time, DateTimeOffset since) => clock.GetUtcNow() - since >= time;

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
