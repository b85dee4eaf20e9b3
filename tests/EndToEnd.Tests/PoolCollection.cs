using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>One real pool for all end-to-end tests; each test class has a sidecar of its own on it.</summary>
[CollectionDefinition(Name)]
public sealed class PoolCollection : ICollectionFixture<CondorPool>
{
    public const string Name = "a real HTCondor pool";
}
