using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>One real pool for all end-to-end tests; each test class has a sidecar of its own on it.</summary>
[CollectionDefinition(Name)]
public sealed class PoolCollection : ICollectionFixture<CondorPool>
{
    public const string Name = "a real HTCondor pool";
}

/// <summary>Another such pool. A pool's test classes run one after the other, so half of them run here at the same time.</summary>
[CollectionDefinition(Name)]
public sealed class SecondPoolCollection : ICollectionFixture<CondorPool>
{
    public const string Name = "another real HTCondor pool";
}
