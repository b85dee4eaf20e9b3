namespace HtcondorActors.Bench.Peers;

/// <summary>What a log of 10 MiB costs, and how soon its last lines come.</summary>
internal static class PeerLogs
{
    private const int Size = 10 << 20;
    private const int Times = 20;

    public static async Task<IReadOnlyList<PeerRow>> RunAsync(Peer product, Peer plugin)
    {
        var (ours, theirs) = (await OfAsync(product), await OfAsync(plugin));
        return [new("a log of 10 MiB: CPU", ours.Whole, theirs.Whole), new("its last 10 lines: first byte", ours.Tail, theirs.Tail)];
    }

    private static async Task<(Figure Whole, Figure Tail)> OfAsync(Peer peer)
    {
        var pod = PeerPod.Running($"yes 'a line of a log that goes on and on and says the same thing over and over' | head -c {Size}");
        await Lives.EndedAsync(peer, pod);
        if ((await peer.LogAsync(pod, tail: null)).Bytes < Size)
            return (Figure.None("not there"), Figure.None("not there"));
        var cpu = peer.CpuSeconds;
        for (var i = 0; i < Times; i++)
            await peer.LogAsync(pod, tail: null);
        cpu = (peer.CpuSeconds - cpu) / Times;
        List<double> first = [];
        for (var i = 0; i < Times; i++)
            first.Add((await peer.LogAsync(pod, tail: 10)).FirstByte * 1000);
        return (Figure.Of(cpu * 1000, "0", " ms"), Figure.Of(first.Median(), "0.0", " ms"));
    }
}
