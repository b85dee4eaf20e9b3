// What things cost, each figure beside its reference in the same run (docs/performance.md). bench/run builds it and calls it.
using HtcondorActors.Bench.Logs;
using HtcondorActors.Bench.Pool;
using HtcondorActors.Bench.Scale;

switch (args)
{
    case ["serve", var folder]: await BenchServer.RunAsync(folder); break;
    case ["logs"]: await LogSpeed.RunAsync(); await FollowedStatus.RunAsync(); break;
    case ["overload"]: await Overload.RunAsync(); break;
    case ["pool"]: await PoolLogs.RunAsync(); break;
    case ["try", ..]: await Try.RunAsync(args); break;
}
