using static System.FormattableString;

namespace HtcondorActors.Bench.Peers;

/// <summary>RSS of both programs at one time, in MiB.</summary>
internal sealed class Memory(Peer product, Peer plugin)
{
    private readonly double _product = product.MiB;
    private readonly double _plugin = plugin.MiB;

    /// <summary>This one idle, the later one with pods.</summary>
    public IEnumerable<PeerRow> Rows(Memory later, int pods) => [Row("RSS idle"), later.Row(Invariant($"RSS with {pods} pods"))];

    public IEnumerable<PeerRow> RowsAfterLoad(int pods) => [Row(Invariant($"RSS with {pods} pods, after the `/status` requests"))];

    private PeerRow Row(string what) => new(what, Figure.Of(_product, "0", " MiB"), Figure.Of(_plugin, "0", " MiB"));
}
