using System.Globalization;
using HtcondorActors.Bench.Pool;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Peers;

/// <summary>Starts of the programs, pods that are created three times, and pods that end.</summary>
internal static class Lives
{
    private const int Starts = 5;
    private const int Ends = 6;

    public static async Task<IReadOnlyList<PeerRow>> StartsAsync(Peer product, Peer plugin)
    {
        List<double> ours = [],
            theirs = [];
        for (var i = 0; i < Starts; i++)
        {
            ours.Add(await product.StartAsync());
            product.Stop();
            theirs.Add(await plugin.StartAsync());
            plugin.Stop();
        }
        return [new("start to the first answer", Figure.Of(ours, "0.00", " s"), Figure.Of(theirs, "0.00", " s"))];
    }

    public static async Task<IReadOnlyList<PeerRow>> RepeatedAsync(CondorPool pool, Peer product, Peer plugin) =>
        [new("the same pod created three times: jobs", await JobsAsync(pool, product), await JobsAsync(pool, plugin))];

    public static async Task<IReadOnlyList<PeerRow>> EndsAsync(Peer product, Peer plugin)
    {
        var folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
        try
        {
            List<double> ours = [],
                theirs = [];
            for (var i = 0; i < Ends; i++)
            {
                ours.Add(await EndToldAfterAsync(product, folder));
                theirs.Add(await EndToldAfterAsync(plugin, folder));
            }
            return [new("the end of a job is told after", Figure.Of(ours, "0.00", " s"), Figure.Of(theirs, "0.00", " s"))];
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }

    /// <summary>Creates a pod and comes back when its end is told.</summary>
    public static async Task EndedAsync(Peer peer, PeerPod pod)
    {
        await peer.CreateAsync(pod);
        while ((await peer.StatusAsync(pod))[0]?["containers"]?[0]?["state"]?["terminated"] is null)
            await Task.Delay(5);
    }

    private static async Task<Figure> JobsAsync(CondorPool pool, Peer peer)
    {
        var (pod, before) = (PeerPod.Waiting(), Overload.InQueue(pool));
        for (var i = 0; i < 3; i++)
            await peer.CreateAsync(pod);
        return Figure.Of(Overload.InQueue(pool) - before, "0", "");
    }

    private static async Task<double> EndToldAfterAsync(Peer peer, string folder)
    {
        var file = Path.Combine(folder, Guid.NewGuid().ToString());
        await EndedAsync(peer, PeerPod.Running($"sleep 0.5; echo $EPOCHREALTIME > {file}"));
        var told = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000d;
        return told - double.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture);
    }
}
