using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

[Collection(PoolCollection.Name)]
public sealed class LocalSchedulerSpecs(CondorPool pool) : SchedulerContract(new PoolTestBed(pool));
