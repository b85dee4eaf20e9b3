using HtcondorActors.Bench.Scale;
using static System.FormattableString;

namespace HtcondorActors.Bench.Peers;

/// <summary><c>/status</c> as fast as eight connections ask for it.</summary>
internal static class PeerStatus
{
    private const int Connections = 8;
    private const int Seconds = 5;
    private const int Rounds = 3;
    private const int Many = 100;

    public static async Task<IReadOnlyList<PeerRow>> RunAsync(PeerCreates creates)
    {
        List<double>[] one =

            [
                [],
                [],
            ],
            many =

            [
                [],
                [],
            ];
        var all = new bool[2];
        foreach (var (i, (peer, pods)) in creates.Alive.Index())
            all[i] = (await peer.StatusAsync([.. pods.Take(2)])).Count == 2;
        for (var round = 0; round <= Rounds; round++)
            foreach (var (i, (peer, pods)) in creates.Alive.Index())
            {
                var (single, list) = (await RateAsync(peer, pods, 1), all[i] ? await RateAsync(peer, pods, Many) : 0);
                if (round == 0)
                    continue; // a warm-up
                one[i].Add(single);
                if (all[i])
                    many[i].Add(list);
            }
        return
        [
            new(Invariant($"`/status` of 1 pod, {PeerCreates.Pods} alive, {Connections} connections"), Of(one[0]), Of(one[1]), true),
            new(Invariant($"`/status` of {Many} pods"), Of(many[0]), Of(many[1]), true),
        ];
    }

    private static Figure Of(List<double> rates) =>
        rates.Count == 0 ? Figure.None("one pod only") : Figure.Of(rates, rates.Max() < 1000 ? "0" : "#,0", "/s");

    private static async Task<double> RateAsync(Peer peer, IReadOnlyList<PeerPod> pods, int each) =>
        (await Wrk.RunAsync(peer.Address, "/status", [.. pods.Chunk(each).Select(PeerPod.StatusBody)], Connections, Seconds)).PerSecond;
}
