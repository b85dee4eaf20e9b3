// What things cost, each figure beside its reference in the same run (docs/performance.md). bench/run builds it and calls it.
using System.Globalization;
using HtcondorActors.Bench.Logs;
using HtcondorActors.Bench.Nodes;
using HtcondorActors.Bench.Peers;
using HtcondorActors.Bench.Planning;
using HtcondorActors.Bench.Pool;
using HtcondorActors.Bench.Scale;

int[] sizes = [100, 1000, 10_000];
switch (args)
{
    case ["serve", var folder]:
        await BenchServer.RunAsync(folder);
        break;
    case ["serve", var folder, var database]:
        await BenchServer.RunAsync(folder, database);
        break;
    case ["serve-node", var configFile, var schedd]:
        await BenchServer.RunNodeAsync(configFile, new Uri(schedd));
        break;
    case ["serve-queue", var folder]:
        await QueueServer.RunAsync(folder);
        break;
    case ["serve-logs", var folder]:
        await LogServer.RunAsync(folder);
        break;
    case ["scale", .. { Length: > 0 } chosen]:
        await ScaleReport.RunAsync([.. chosen.Select(size => int.Parse(size, CultureInfo.InvariantCulture))]);
        break;
    case ["scale"]:
        await ScaleReport.RunAsync(sizes);
        break;
    case ["logs"]:
        await LogsAsync();
        break;
    case ["journal"]:
        await JournalCosts.RunAsync(10_000);
        break;
    case ["journal", var pods]:
        await JournalCosts.RunAsync(int.Parse(pods, CultureInfo.InvariantCulture));
        break;
    case ["nodes"]:
        await NodesReport.RunAsync(3000);
        break;
    case ["nodes", var pods]:
        await NodesReport.RunAsync(int.Parse(pods, CultureInfo.InvariantCulture));
        break;
    case ["creates"]:
        await Creates.RunAsync();
        break;
    case ["overload"]:
        await Overload.RunAsync();
        break;
    case ["planning"]:
        PlanningCost.Run();
        break;
    case ["queue"]:
        await BusyQueue.RunAsync(10_000);
        break;
    case ["queue", var pods]:
        await BusyQueue.RunAsync(int.Parse(pods, CultureInfo.InvariantCulture));
        break;
    case ["start", "--against", var tree]:
        FirstByte.Run(tree);
        break;
    case ["runner", "--against", var tree]:
        await RunnerCost.RunAsync(tree);
        break;
    case ["peers", "--plugin", var checkout]:
        return await PeersReport.RunAsync(checkout);
    case ["pods", var program]:
        await PodLists.RunAsync(program, [1000, 10_000, 100_000]);
        break;
    case ["pods"]:
        await PodLists.RunAsync(Path.Combine(AppContext.BaseDirectory, "htcondor-sidecar"), [1000, 10_000, 100_000]);
        break;
    case ["heap"]:
        ReadModelHeap.Run([1000, 10_000, 100_000]);
        break;
    case ["pool"]:
        await PoolLogs.RunAsync();
        break;
    case []:
        await ScaleReport.RunAsync(sizes);
        await LogsAsync();
        break;
    default:
        Console.Error.WriteLine($"bench: no such figures: {string.Join(' ', args)}");
        return 2;
}
return 0;

static async Task LogsAsync()
{
    await LogCost.RunAsync();
    await LogSpeed.RunAsync();
    await FollowedStatus.RunAsync();
}
