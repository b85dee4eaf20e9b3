using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Operators;

/// <summary>What operators have decided, for readers that may not wait: the answer to a ping.</summary>
internal sealed class OperatorBoard(HealthBoard health)
{
    private volatile DrainState? _drain;

    /// <summary>Null while the journal has not been read yet, or if it cannot be read.</summary>
    public DrainState? Drain => _drain;

    /// <summary>Shows whether the sidecar is drained.</summary>
    /// <param name="drain">Null if that is not known.</param>
    /// <param name="unknown">Why it is not known, for the health of the sidecar; null if that passes by itself.</param>
    public void Show(DrainState? drain, string? unknown)
    {
        Take(drain, unknown);
        Shown?.Invoke(drain, unknown);
    }

    /// <summary>Called with each decision of this node; null on the only node.</summary>
    public Action<DrainState?, string?>? Shown { get; set; }

    /// <summary>Shows what another node has decided.</summary>
    public void Take(DrainState? drain, string? unknown)
    {
        _drain = drain;
        if (drain is null && unknown is not null)
            health.Report("drain", unknown);
        else
            health.Clear("drain");
    }

    /// <summary>The status of a ping: whether the sidecar is drained, and its troubles.</summary>
    /// <param name="troubles"><c>ok</c>, or the troubles.</param>
    public string StatusOf(string troubles) =>
        Drain is not { IsOn: true, Since: { } since } ? troubles
        : troubles == "ok" ? $"draining since {UtcTime.Of(since)}"
        : $"draining since {UtcTime.Of(since)}; {troubles}";
}
