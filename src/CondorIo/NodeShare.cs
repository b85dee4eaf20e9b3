namespace HtcondorActors.CondorIo;

/// <summary>
/// This node's share of limits that hold for all nodes together. The only node has the whole. The number of nodes changes while they run.
/// </summary>
public sealed class NodeShare
{
    private volatile int _nodes = 1;

    /// <summary>Called when the number of nodes has changed. Set before it can change.</summary>
    internal Action? Changed { get; set; }

    /// <summary>How many nodes share the limits; at least 1.</summary>
    public int Nodes
    {
        get => _nodes;
        set
        {
            if (_nodes == value)
                return;
            _nodes = Math.Max(1, value);
            Changed?.Invoke();
        }
    }

    /// <summary>The share of a limit.</summary>
    /// <param name="whole">The limit of all nodes.</param>
    /// <param name="least">A node gets no less, unless the whole is less.</param>
    public int Of(int whole, int least = 1) => Math.Max(Math.Min(whole, least), whole / _nodes);
}
