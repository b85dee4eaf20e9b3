using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

[CollectionDefinition(Name)]
public sealed class PoolCollection : ICollectionFixture<CondorPool>
{
    public const string Name = "a real pool";
}
