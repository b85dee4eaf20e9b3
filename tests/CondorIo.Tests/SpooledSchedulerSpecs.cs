using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

[Collection(PoolCollection.Name)]
public sealed class SpooledSchedulerSpecs(CondorPool pool)
    : SchedulerContract(new PoolTestBed(pool, options => PoolTestBed.Spooled(pool, options)));
