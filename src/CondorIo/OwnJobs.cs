namespace HtcondorActors.CondorIo;

/// <summary>
/// Which jobs are this data folder's: those that carry its id. Jobs of a version before there were ids carry none, and are known by the
/// instance's name. Two data folders can be given one name by mistake; neither may touch the other's jobs.
/// </summary>
internal static class OwnJobs
{
    /// <summary>In a constraint; in parentheses.</summary>
    public static string Constraint(CondorIoOptions options) =>
        options.InstanceId.Length == 0
            ? ClassAdText.Is(options.InstanceAttribute, options.Instance)
            : $"({ClassAdText.Is(options.InstanceIdAttribute, options.InstanceId)} || ({options.InstanceIdAttribute} =?= "
                + $"undefined && {ClassAdText.Is(options.InstanceAttribute, options.Instance)}))";

    /// <summary>Ours, and those of another folder with our name.</summary>
    public static string OrOfTheSameName(CondorIoOptions options) =>
        options.InstanceId.Length == 0
            ? ClassAdText.Is(options.InstanceAttribute, options.Instance)
            : $"{ClassAdText.Is(options.InstanceIdAttribute, options.InstanceId)} || "
                + $"{ClassAdText.Is(options.InstanceAttribute, options.Instance)}";

    public static bool Has(CondorIoOptions options, JobAd ad) =>
        options.InstanceId.Length > 0 && ad.InstanceId is { } id ? id == options.InstanceId : ad.Instance == options.Instance;
}
