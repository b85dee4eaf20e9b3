using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Submitted to the schedd of this machine.</summary>
[Collection(BehaviourCollection.Name)]
public sealed class LocalBehaviourSpecs(SharedSidecar shared) : BehaviourSpecs(shared), IClassFixture<SharedSidecar>;

/// <summary>Spooled to a schedd elsewhere: nothing is shared, output is fetched.</summary>
[Collection(SpooledCollection.Name)]
public sealed class SpooledBehaviourSpecs(SpooledSidecar shared) : BehaviourSpecs(shared), IClassFixture<SpooledSidecar>;

[Collection(BehaviourCollection.Name)]
public sealed class LocalLogSpecs(RetainingSidecar shared) : LogSpecs(shared), IClassFixture<RetainingSidecar>;

[Collection(SpooledCollection.Name)]
public sealed class SpooledLogSpecs(RetainingSpooledSidecar shared) : LogSpecs(shared), IClassFixture<RetainingSpooledSidecar>;

/// <summary>Keeps the logs of deleted pods for twelve seconds.</summary>
public sealed class RetainingSidecar(CondorPool pool) : SharedSidecar(pool)
{
    protected override string Config => "RetainFinishedMinutes: 0.2\n";
}

public sealed class RetainingSpooledSidecar(CondorPool pool) : SharedSidecar(pool)
{
    protected override string Config => "RetainFinishedMinutes: 0.2\n";
    protected override string[] Flags => ["--schedd-host", "schedd@pool.test"];
}

public sealed class SpooledSidecar(CondorPool pool) : SharedSidecar(pool)
{
    protected override string[] Flags => ["--schedd-host", "schedd@pool.test"];
}

[CollectionDefinition(Name)]
public sealed class SpooledCollection : ICollectionFixture<CondorPool>
{
    public const string Name = "a real HTCondor pool for spooled jobs";
}
