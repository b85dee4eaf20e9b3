using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pool for the last third of the tests that disturb their pool.</summary>
[CollectionDefinition(Name)]
public sealed class ThirdPoolCollection : ICollectionFixture<CondorPool>
{
    public const string Name = "a third real HTCondor pool";
}
