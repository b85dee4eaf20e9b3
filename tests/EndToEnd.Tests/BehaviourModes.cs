using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Submitted to the schedd of this machine.</summary>
[Collection(BehaviourCollection.Name)]
public sealed class LocalBehaviourSpecs(SharedSidecar shared) : BehaviourSpecs(shared), IClassFixture<SharedSidecar>;

/// <summary>Spooled to a schedd elsewhere: nothing is shared, output is fetched.</summary>
[Collection(SpooledCollection.Name)]
public sealed class SpooledBehaviourSpecs(SpooledSidecar shared) : BehaviourSpecs(shared), IClassFixture<SpooledSidecar>;

[Collection(BehaviourCollection.Name)]
public sealed class LocalLogSpecs(SharedSidecar shared) : LogSpecs(shared), IClassFixture<SharedSidecar>;

[Collection(SpooledCollection.Name)]
public sealed class SpooledLogSpecs(SpooledSidecar shared) : LogSpecs(shared), IClassFixture<SpooledSidecar>;

[Collection(BehaviourCollection.Name)]
public sealed class LocalKeptLogSpecs(RetainingSidecar shared) : KeptLogSpecs(shared), IClassFixture<RetainingSidecar>;

[Collection(SpooledCollection.Name)]
public sealed class SpooledKeptLogSpecs(RetainingSpooledSidecar shared) : KeptLogSpecs(shared), IClassFixture<RetainingSpooledSidecar>;

[Collection(BehaviourCollection.Name)]
public sealed class LocalRunsAgainSpecs(SharedSidecar shared) : JobRerunSpecs(shared), IClassFixture<SharedSidecar>;

[Collection(SpooledCollection.Name)]
public sealed class SpooledRunsAgainSpecs(SpooledSidecar shared) : JobRerunSpecs(shared), IClassFixture<SpooledSidecar>;

[Collection(BehaviourCollection.Name)]
public sealed class LocalSuspendedJobSpecs(SharedSidecar shared) : SuspendedJobSpecs(shared), IClassFixture<SharedSidecar>;

[Collection(SpooledCollection.Name)]
public sealed class SpooledSuspendedJobSpecs(SpooledSidecar shared) : SuspendedJobSpecs(shared), IClassFixture<SpooledSidecar>;

/// <summary>Keeps the logs of deleted pods for half a minute.</summary>
public class RetainingSidecar(CondorPool pool) : SharedSidecar(pool)
{
    public static readonly TimeSpan Time = TimeSpan.FromMinutes(0.5);

    protected override string Config => "RetainFinishedMinutes: 0.5\n";
}

public sealed class RetainingSpooledSidecar(CondorPool pool) : RetainingSidecar(pool)
{
    protected override string[] Flags => SpooledSidecar.RemoteScheddFlags;
}

public sealed class SpooledSidecar(CondorPool pool) : SharedSidecar(pool)
{
    internal static readonly string[] RemoteScheddFlags = ["--schedd-host", "schedd@pool.test"];

    protected override string[] Flags => RemoteScheddFlags;
}

[CollectionDefinition(Name)]
public sealed class SpooledCollection : ICollectionFixture<CondorPool>
{
    public const string Name = "a real HTCondor pool for spooled jobs";
}
