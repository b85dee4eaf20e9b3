using HtcondorActors.EndToEnd.Tests;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("HtcondorActors.EndToEnd.Tests." + nameof(LongestFirst), "HtcondorActors.EndToEnd.Tests")]

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Four collections run at once. The long ones begin first, so that none of them is left alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <summary>The collections that take more than five minutes on two cores, the longest first.</summary>
    private static readonly string[] Long =
    [
        PoolCollection.Name,
        ThirdPoolCollection.Name,
        OtherPoolCollection.Name,
        NodesCollection.Name,
        BehaviourCollection.Name,
        SpooledCollection.Name,
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.IndexOf(Long, collection.DisplayName) is var place and >= 0 ? place : Long.Length);
}
