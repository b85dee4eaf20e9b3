using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>One pool for all tests that need the real Apptainer.</summary>
[CollectionDefinition(Name)]
public sealed class PoolCollection : ICollectionFixture<CondorPool>
{
    public const string Name = "pool";
}
