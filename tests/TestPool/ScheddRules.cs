namespace HtcondorActors.TestPool;

/// <summary>The rules of docs/schedd-rules.md, word for word, on the pool's schedd until this is disposed.</summary>
public sealed class ScheddRules : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly CondorPool _pool;
    private readonly string _file;

    private ScheddRules(CondorPool pool)
    {
        _pool = pool;
        _file = Path.Combine(pool.Folder, "etc", "config.d", "60-schedd-rules.conf");
        File.WriteAllText(_file, File.ReadAllText(RepositoryRoot.File("docs", "schedd-rules.md")).Split("```")[1].TrimStart());
        _pool.Tool("condor_reconfig");
    }

    /// <summary>Comes back when the schedd has read them.</summary>
    public static async Task<ScheddRules> InForceAsync(CondorPool pool)
    {
        var rules = new ScheddRules(pool);
        for (
            var clock = Stopwatch.StartNew();
            !pool.Tool("condor_config_val", "-schedd", "SUBMIT_REQUIREMENT_NAMES")
                .Stdout.Contains("InterLinkGate", StringComparison.Ordinal);

        )
        {
            if (clock.Elapsed > Limit)
                throw new TimeoutException("the schedd does not read its rules");
            await Task.Delay(100);
        }
        return rules;
    }

    public void Dispose()
    {
        File.Delete(_file);
        _pool.Tool("condor_reconfig");
    }
}
