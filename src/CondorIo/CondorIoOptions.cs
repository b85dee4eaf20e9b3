namespace HtcondorActors.CondorIo;

/// <summary>How to reach the scheduler and where jobs' folders are. Checked by <see cref="Faults"/> before anything starts.</summary>
public sealed record CondorIoOptions
{
    /// <summary>Absolute path; job folders are <c>jobs/TAG</c> below it.</summary>
    public required string DataRootFolder { get; init; }

    /// <summary>Written into every job ad and asked for in every list: several sidecars may share one schedd.</summary>
    public required string Instance { get; init; }

    /// <summary>Set: jobs are submitted with <c>-remote ScheddHost</c> (spooled) and asked for with <c>-name ScheddHost</c>.</summary>
    public string? ScheddHost { get; init; }

    /// <summary>Set: given to every tool as <c>-pool</c> (only together with a remote schedd).</summary>
    public string? CollectorHost { get; init; }

    /// <summary>Names and values added to the environment of every tool (_condor_SCHEDD_NAME and the like, CONDOR_CONFIG, X509_USER_PROXY).</summary>
    public IReadOnlyDictionary<string, string> ToolEnvironment { get; init; } = new Dictionary<string, string>();

    public TimeSpan QueryTimeLimit { get; init; } = TimeSpan.FromSeconds(30);
    public TimeSpan SubmitTimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many condor processes may run at once.</summary>
    public int MaxProcesses { get; init; } = 4;

    /// <summary>How many jobs go out in one condor_submit.</summary>
    public int SubmitBatch { get; init; } = 500;

    /// <summary>A submit that nobody released within this time is removed by the schedd itself.</summary>
    public TimeSpan AbandonedAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Names of the attributes of ours in the job ad.</summary>
    public string TagAttribute { get; init; } = "InterLinkTag";
    public string InstanceAttribute { get; init; } = "InterLinkInstance";
    public string AttemptAttribute { get; init; } = "InterLinkAttempt";
    public string GateAttribute { get; init; } = "InterLinkGo";

    /// <summary>True when jobs are spooled to a schedd elsewhere.</summary>
    public bool IsRemote => !string.IsNullOrEmpty(ScheddHost);
}
