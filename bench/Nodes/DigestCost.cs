using System.Diagnostics;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Bench.Scale;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Bench.Nodes;

/// <summary>The digest of all statuses, which each of three nodes makes every ten seconds: of its own third, and of those of the other
/// two.</summary>
internal static class DigestCost
{
    private const int Times = 7;
    private const int Warm = 4;

    /// <param name="pods">Of the whole cluster.</param>
    /// <returns>Milliseconds of CPU of one node: when each status is new since the last digest; when none is; bytes of a status.</returns>
    public static (double New, double Same, int Bytes) Of(int pods)
    {
        var (all, again, bytes) = (new List<double>(), new List<double>(), 0);
        for (var i = 0; i < Warm + Times; i++)
        {
            var board = new StatusBoard(new PodStatusJson());
            for (var pod = 0; pod < pods; pod++)
            {
                var uid = PodUid.Parse(BenchPod.Uid(pod));
                board.Publish(uid, StatusOf(uid, pod));
                if (pod % 3 == 0)
                    continue;
                var fragment = board.Find(uid)!.Value.ToArray();
                bytes = fragment.Length;
                board.Forget(uid);
                board.TakeFrom(pod % 3 == 1 ? "b" : "c", uid, fragment);
            }
            var (first, second) = (Milliseconds(board), Milliseconds(board));
            if (i < Warm)
            {
                Thread.Sleep(300); // what was called often is compiled again meanwhile
                continue;
            }
            all.Add(first);
            again.Add(second);
        }
        return (all.Median(), again.Median(), bytes);
    }

    private static double Milliseconds(StatusBoard board)
    {
        var before = Environment.CpuUsage.TotalTime;
        var digests = board.OwnDigest().Hash ^ board.Elsewhere.DigestOf("b").Hash ^ board.Elsewhere.DigestOf("c").Hash;
        Debug.Assert(digests != 0);
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    private static PodStatus StatusOf(PodUid uid, int pod) =>
        new(uid, $"bench-{pod}", "default", $"{pod}.0", [new("main", "busybox", new Running(DateTimeOffset.UnixEpoch))], []);
}
