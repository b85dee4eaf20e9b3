namespace HtcondorActors.CondorIo;

/// <summary>A job on hold that is to run on another machine.</summary>
/// <param name="Tag">Its tag.</param>
/// <param name="Job">Its id.</param>
/// <param name="Machines">Names of machines as HTCondor has them. One that is no host name is left out.</param>
/// <param name="Until">From then on it may run on them again.</param>
public sealed record JobToMove(JobTag Tag, JobId Job, IReadOnlyList<string> Machines, DateTimeOffset Until)
{
    /// <summary>What job ads hold; equal for jobs that may be edited in one call.</summary>
    internal string Avoided =>
        string.Join(',', Machines.Where(IsHostName).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal));

    private static bool IsHostName(string name) =>
        name.Length is > 0 and <= 255 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
