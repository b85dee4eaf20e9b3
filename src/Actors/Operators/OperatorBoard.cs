using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Operators;

/// <summary>What operators have decided, for readers that may not wait: the answer to a ping.</summary>
internal sealed class OperatorBoard
{
    private volatile DrainState? _drain;

    /// <summary>Null while the journal has not been read yet.</summary>
    public DrainState? Drain
    {
        get => _drain;
        set => _drain = value;
    }

    /// <summary>The status of a ping: that the sidecar is drained, and what is wrong with it.</summary>
    /// <param name="health"><c>ok</c>, or the troubles.</param>
    public string StatusOf(string health) =>
        Drain is not { IsOn: true, Since: { } since } ? health
        : health == "ok" ? $"draining since {UtcTime.Of(since)}"
        : $"draining since {UtcTime.Of(since)}; {health}";
}
