using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pool for tests of several nodes, which wait for most of their time. They run beside the others.</summary>
[CollectionDefinition(Name)]
public sealed class NodesCollection : ICollectionFixture<CondorPool>
{
    public const string Name = "a real HTCondor pool of several nodes";
}
