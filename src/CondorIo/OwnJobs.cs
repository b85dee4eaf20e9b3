namespace HtcondorActors.CondorIo;

/// <summary>
/// Decides which jobs belong to this data folder: those that carry its id. Jobs of a version without ids are recognized by the instance's
/// name. Two data folders may have the same name by mistake, and neither may touch the other's jobs.
/// </summary>
internal static class OwnJobs
{
    /// <summary>The condition for a constraint, in parentheses.</summary>
    public static string Constraint(CondorIoOptions options) =>
        options.InstanceId.Length == 0
            ? ClassAdText.Is(options.InstanceAttribute, options.Instance)
            : $"({ClassAdText.Is(options.InstanceIdAttribute, options.InstanceId)} || ({options.InstanceIdAttribute} =?= "
                + $"undefined && {ClassAdText.Is(options.InstanceAttribute, options.Instance)}))";

    /// <summary>The condition for own jobs and for those of another folder with the same name.</summary>
    public static string OrOfTheSameName(CondorIoOptions options) =>
        options.InstanceId.Length == 0
            ? ClassAdText.Is(options.InstanceAttribute, options.Instance)
            : $"{ClassAdText.Is(options.InstanceIdAttribute, options.InstanceId)} || "
                + $"{ClassAdText.Is(options.InstanceAttribute, options.Instance)}";

    public static bool Has(CondorIoOptions options, JobAd ad) =>
        options.InstanceId.Length > 0 && ad.InstanceId is { } id ? id == options.InstanceId : ad.Instance == options.Instance;
}
