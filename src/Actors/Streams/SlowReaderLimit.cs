namespace HtcondorActors.Actors.Streams;

/// <summary>
/// How long the caller of a log may stop reading: without limit while the pod lives (<c>kubectl logs | less</c>), and for a minute after
/// the pod was deleted.
/// </summary>
/// <param name="isDeleted">Asks whether the pod is deleted. A <see cref="TimeoutException"/> means that the answer is not known.</param>
/// <param name="clock">The time.</param>
public sealed class SlowReaderLimit(Func<Task<bool>> isDeleted, TimeProvider clock)
{
    /// <summary>The minute after the pod was deleted.</summary>
    public static readonly TimeSpan AfterDelete = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(10);

    /// <summary>Waits until the caller has read what was written, or is given up.</summary>
    /// <param name="taking">Completes when the caller has read it. Its exceptions are passed on.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>False if the caller is given up.</returns>
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
                // A pod whose state is unknown for a moment may look deleted. So it must look deleted for the whole minute.
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
            return false; // not known: the caller may stay
        }
    }
}
