using HtcondorActors.Actors;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// Creates that are under way, counted from their headers to their answer, and the line in which most of them wait for their turn: their bodies, up to 64 MiB
/// each, are not read before.
/// </summary>
internal sealed class PendingCreates(ActorsOptions options) : IDisposable
{
    /// <summary>
    /// Pods that are made at once: as many as go out in one condor_submit, and whose bodies fit into memory. A journal that cannot keep up has so many waiting for it, and not 5,000.
    /// </summary>
    public const int AtOnce = 500;

    /// <summary>interLink gives up after 120 s, and a turn takes as long as the actors may for their answer, and some more.</summary>
    private readonly TimeSpan _atMost = options.CreateReplyWithin < TimeSpan.FromSeconds(90) ? TimeSpan.FromSeconds(95) - options.CreateReplyWithin : TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turns = new(AtOnce);
    private int _underWay;

    public string Full => $"{options.MaxPendingCreates} pods are being created already; ask again";

    /// <summary>False: there are as many as may be, or its turn did not come. Whoever was let in leaves with <see cref="Leave"/>.</summary>
    /// <param name="stop">No more turns.</param>
    public async Task<bool> TryEnterAsync(CancellationToken stop)
    {
        if (Interlocked.Increment(ref _underWay) <= options.MaxPendingCreates && await TurnAsync(stop)) return true;
        Interlocked.Decrement(ref _underWay);
        return false;
    }

    public void Leave()
    {
        _turns.Release();
        Interlocked.Decrement(ref _underWay);
    }

    public void Dispose() => _turns.Dispose();

    private async Task<bool> TurnAsync(CancellationToken stop)
    {
        try
        {
            return await _turns.WaitAsync(_atMost, stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
