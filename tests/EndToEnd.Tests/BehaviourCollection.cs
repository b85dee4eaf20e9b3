using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A second pool, for what pods do while they run: it is used beside the first, whose schedd is stopped and whose jobs are
/// held.</summary>
[CollectionDefinition(Name)]
public sealed class BehaviourCollection : ICollectionFixture<CondorPool>
{
    public const string Name = "a real HTCondor pool for what pods do";
}
