namespace HtcondorActors.ChaosRun;

/// <summary>A startd beside the pool's own, on the same machine: a node that can be gone while the pool goes on.</summary>
internal sealed class SecondNode(CondorPool pool)
{
    private const string Daemon = "startd2";

    /// <summary>For the pool's: settings of one daemon among several of its kind begin with its local name.</summary>
    public const string Configuration = """
        DAEMON_LIST = $(DAEMON_LIST) STARTD2
        STARTD2 = $(STARTD)
        STARTD2_ARGS = -f -local-name node2 -sock startd2
        node2.STARTD_NAME = node2
        node2.STARTD_LOG = $(LOG)/StartLog.node2
        node2.STARTD_ADDRESS_FILE = $(LOG)/.startd2_address
        node2.EXECUTE = $(POOL_DIR)/execute2

        """;

    public bool IsThere => pool.Tool("condor_status", "-af", "Name").Stdout.Contains("node2", StringComparison.Ordinal);

    /// <summary>After it was configured.</summary>
    public void Begin()
    {
        Directory.CreateDirectory(Path.Combine(pool.Folder, "execute2"));
        pool.Tool("condor_reconfig", "-master");
    }

    /// <summary>What runs there is let go, and it does not come back by itself.</summary>
    public void TakeAway() => pool.Tool("condor_off", "-daemon", Daemon);

    public void BringBack() => pool.Tool("condor_on", "-daemon", Daemon);
}
