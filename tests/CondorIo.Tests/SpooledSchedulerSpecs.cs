using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

[Collection(PoolCollection.Name)]
public sealed class SpooledSchedulerSpecs(CondorPool pool) : SchedulerContract(new PoolRoom(pool, options => PoolRoom.Spooled(pool, options)));
