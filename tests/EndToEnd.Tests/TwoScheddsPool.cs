using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pool with two schedds, which give the same job ids.</summary>
public sealed class TwoScheddsPool() : CondorPool(Second)
{
    public const string One = "schedd@pool.test";
    public const string Other = "other@pool.test";

    private const string Second = """
        DAEMON_LIST = $(DAEMON_LIST) SCHEDD2
        SCHEDD2 = $(SCHEDD)
        SCHEDD2_ARGS = -local-name SCHEDD2
        SCHEDD2.SCHEDD_LOG = $(LOG)/Schedd2Log
        SCHEDD2.SCHEDD_NAME = other
        SCHEDD2.SPOOL = $(POOL_DIR)/lock/spool2
        SCHEDD2.HISTORY = $(POOL_DIR)/lock/spool2/history
        SCHEDD2.SCHEDD_ADDRESS_FILE = $(POOL_DIR)/lock/spool2/.schedd_address
        SCHEDD2.SCHEDD_DAEMON_AD_FILE = $(POOL_DIR)/lock/spool2/.schedd_classad

        """;
}

[CollectionDefinition(Name)]
public sealed class TwoScheddsCollection : ICollectionFixture<TwoScheddsPool>
{
    public const string Name = "a pool with two schedds";
}
