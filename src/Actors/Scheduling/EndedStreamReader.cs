using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Reads the streams of jobs that have ended, from their start to their end. Thousands may end in one moment, on a disk that hangs: a few
/// are read at once, in goes, so that a long one does not keep the others. Whoever reads has a thread of its own, and whoever waits has
/// none, so the thread pool is free for all else.
/// </summary>
/// <param name="output">The streams.</param>
/// <param name="turns">Who reads now.</param>
/// <param name="clock">The time.</param>
internal sealed class EndedStreamReader(IJobOutput output, DiskReadSlots turns, TimeProvider clock)
{
    /// <summary>A disk that has not given a stream by then hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    /// <returns>Null: it did not come to an end in time.</returns>
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
            // Who has waited too long leaves the line: the pod asks again, and would stand in it twice.
            var seat = await turns.TakeAsync(read.Tag.Value, clock, Timeout.InfiniteTimeSpan, cancel);
            // The thread ends with the go: a go that hangs needs one that nobody else waits for.
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

        // Null: there is more to be read.
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
