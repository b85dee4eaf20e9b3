namespace HtcondorActors.CondorIo;

/// <summary>A held job that is to run on another machine.</summary>
/// <param name="Tag">The job's tag.</param>
/// <param name="Job">The job's id.</param>
/// <param name="Machines">The machines to avoid, by HTCondor's names. Entries that are not host names are left out.</param>
/// <param name="Until">The time from which the job may run on them again.</param>
public sealed record JobToMove(JobTag Tag, JobId Job, IReadOnlyList<string> Machines, DateTimeOffset Until)
{
    /// <summary>The job's global id; null if it is not known.</summary>
    public string? GlobalJobId { get; init; }

    internal JobKey Key => new(Tag, Job, GlobalJobId);

    /// <summary>The value for the job ad. Jobs with equal values can be edited in one call.</summary>
    internal string Avoided =>
        string.Join(',', Machines.Where(IsHostName).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal));

    private static bool IsHostName(string name) =>
        name.Length is > 0 and <= 255 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
