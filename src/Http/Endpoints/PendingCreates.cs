using HtcondorActors.Actors;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// Creates that are under way, counted from their headers to their answer: a body is in memory, up to 64 MiB of it, long before the pod is anybody's.
/// </summary>
internal sealed class PendingCreates(ActorsOptions options)
{
    private int _underWay;

    /// <summary>False: there are as many as may be. Whoever was let in leaves with <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _underWay) <= options.MaxPendingCreates) return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _underWay);

    public string Full => $"{options.MaxPendingCreates} pods are being created already; ask again";
}
