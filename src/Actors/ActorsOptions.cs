namespace HtcondorActors.Actors;

/// <summary>Intervals, limits and site defaults of the actors. Defaults are those of SidecarConfig.yaml.</summary>
public sealed record ActorsOptions
{
    /// <summary>Absolute path; the journal is <c>journal.sqlite</c> below it.</summary>
    public required string DataRootFolder { get; init; }

    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the output streams of running jobs are looked at.</summary>
    public TimeSpan StreamInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A create that takes longer is answered with the pod's UID as its job id: the pod is safe by then.</summary>
    public TimeSpan CreateReplyWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>First wait before a scheduler call is tried again; doubles up to <see cref="RetryAtMost"/>.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);
    public TimeSpan RetryAtMost { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a deleted UID is remembered, so that a late create of it is refused.</summary>
    public TimeSpan RememberDeleted { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Jobs are really spooled elsewhere: their output must be fetched.</summary>
    public bool OutputIsFetched { get; init; }

    public SitePolicy Site { get; init; } = new();
}

/// <summary>What the site decides about how pods become jobs.</summary>
public sealed record SitePolicy
{
    /// <summary>Shell lines of the administrator, run on the execute node before the containers.</summary>
    public string CommandPrefix { get; init; } = "";

    /// <summary>False: configMap, secret and projected volumes are mounted empty, their content never leaves this machine.</summary>
    public bool ExportPodData { get; init; } = true;

    /// <summary>Put in front of an image that is neither a path nor a URI.</summary>
    public string ImagePrefix { get; init; } = "docker://";

    /// <summary>Program on the execute node; empty: apptainer, else singularity, found on PATH there.</summary>
    public string SingularityPath { get; init; } = "";

    /// <summary>Words put after <c>exec</c>/<c>run</c> for every container.</summary>
    public IReadOnlyList<string> SingularityDefaultOptions { get; init; } = [];

    public int DefaultCpus { get; init; } = 1;
    public long DefaultMemoryMiB { get; init; } = 512;
    public TimeSpan DefaultGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Submit a short sleep instead of the pod: a test of the way, not of the pod.</summary>
    public bool DummyJob { get; init; }
}
