using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Reads the streams of ended jobs from start to end. Thousands of jobs may end in one moment, on a disk that hangs. So only a few streams
/// are read at once, and in passes, so that a long one does not delay the others. Each pass has a thread of its own and a waiting read has
/// none, which keeps the thread pool free.
/// </summary>
/// <param name="output">The streams.</param>
/// <param name="turns">The disk turns.</param>
/// <param name="clock">The time.</param>
internal sealed class EndedStreamReader(IJobOutput output, DiskReadSlots turns, TimeProvider clock)
{
    /// <summary>A disk that has not delivered a stream within this time hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    /// <returns>Null if the read did not end in time.</returns>
    public async Task<RunRead?> ReadAsync(ReadToEnd read)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        try
        {
            return await ReadInPassesAsync(read, limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception fault)
        {
            return new RunRead(RunView.Empty, new CondorFailure(CondorFailureKind.Storage, "job output", null, fault.Message));
        }
    }

    private async Task<RunRead> ReadInPassesAsync(ReadToEnd read, CancellationToken cancel)
    {
        var (follower, before) = (new RunFollower(), new EarlierRunReader(read.Tag));
        while (true)
        {
            // A read that waited too long leaves the line: its pod asks again, and would otherwise be in the line twice.
            var seat = await turns.TakeAsync(read.Tag.Value, clock, Timeout.InfiniteTimeSpan, cancel);
            // Each pass has its own thread, because a pass that hangs must not block a shared one.
            if (
                await Task.Factory.StartNew(
                    () => Go(seat!),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                ) is
                { } all
            )
                return all;
        }

        RunRead? Go(DiskReadSlots.ReadSlot seat)
        {
            try
            {
                return GoAsync(seat).GetAwaiter().GetResult();
            }
            finally
            {
                turns.Leave(seat);
            }
        }

        // Null while there is more to read.
        async Task<RunRead?> GoAsync(DiskReadSlots.ReadSlot seat)
        {
            var streams = new SlottedJobOutput(
                output,
                _ =>
                {
                    seat.ReportAlive();
                    return ValueTask.CompletedTask;
                }
            );
            var budget = new ReadBudget(ReadBudget.PerPass);
            if (await RunReader.ReadAsync(streams, read.Tag, follower, budget) is not { } newest)
                return new RunRead(RunView.Empty, read.NotFetched) { Place = PlaceOf(read.Tag) };
            if (follower.HasMore || await before.WithAsync(streams, newest, budget) is not { } runs)
                return null;
            return new RunRead(runs.Counting, read.NotFetched) { Before = runs.Before };
        }
    }

    private OutputPresence PlaceOf(JobTag tag) => output.HasFolder(tag) ? OutputPresence.NoFile : OutputPresence.NoFolder;
}
