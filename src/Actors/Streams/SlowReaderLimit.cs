namespace HtcondorActors.Actors.Streams;

/// <summary>
/// How long a reader of a log may take nothing. While the pod lives: any time (<c>kubectl logs | less</c>). After the pod was deleted: a
/// minute.
/// </summary>
/// <param name="isDeleted">Asks whether the pod is deleted. A <see cref="TimeoutException"/> means that it is not known.</param>
/// <param name="clock">The time.</param>
public sealed class SlowReaderLimit(Func<Task<bool>> isDeleted, TimeProvider clock)
{
    /// <summary>The minute after the pod was deleted.</summary>
    public static readonly TimeSpan AfterDelete = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(10);

    /// <summary>Waits until the reader has taken what it was given, or is given up.</summary>
    /// <param name="taking">Ends when the reader has taken it. What it throws comes out of this.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>False: the reader is given up.</returns>
    public async Task<bool> IsTakenAsync(Task taking, CancellationToken cancel)
    {
        long? deletedSince = null;
        while (true)
        {
            try
            {
                await taking.WaitAsync(AskEvery, clock, cancel);
                return true;
            }
            catch (TimeoutException) when (!taking.IsCompleted)
            {
                // A pod that nothing can be told of for a moment may look like a deleted one: it must look so all the time.
                deletedSince = await IsDeletedAsync() ? deletedSince ?? clock.GetTimestamp() : null;
                if (deletedSince is { } since && clock.GetElapsedTime(since) >= AfterDelete)
                    return false;
            }
        }
    }

    private async Task<bool> IsDeletedAsync()
    {
        try
        {
            return await isDeleted();
        }
        catch (TimeoutException)
        {
            return false; // not known: the reader may stay
        }
    }
}
