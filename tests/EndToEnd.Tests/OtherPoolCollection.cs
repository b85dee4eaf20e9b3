using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pool for another third of the tests that disturb their pool. The thirds run side by side, and take about as long.</summary>
[CollectionDefinition(Name)]
public sealed class OtherPoolCollection : ICollectionFixture<CondorPool>
{
    public const string Name = "another real HTCondor pool";
}
