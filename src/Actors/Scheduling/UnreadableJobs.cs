using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Logs the jobs that cannot be read. Each job is logged once, however many polls see it, and again only if another attribute is wrong or
/// the job was readable in between. A schedd may have thousands of such jobs at once, so an entry names a few and counts the others.
/// </summary>
/// <param name="source">The source of the answer: the queue or the history.</param>
/// <param name="log">Gets the entries.</param>
internal sealed class UnreadableJobs(string source, ILogger log)
{
    private const int Named = 3;

    private HashSet<(JobId?, JobTag?, string)> _said = [];

    public void Show(IReadOnlyList<UnreadableJob> jobs)
    {
        if (jobs.Count + _said.Count == 0)
            return;
        // The key leaves out the value: a value that changes with each poll would be logged with each poll.
        var fresh = jobs.Where(job => !_said.Contains(KeyOf(job))).ToArray();
        if (fresh.Length > 0)
            log.JobsUnreadable(fresh.Length, source, string.Join("; ", fresh.Take(Named)), fresh.Length > Named ? "; ..." : "");
        if (jobs.Count == 0)
            log.JobsReadableAgain(source);
        _said = [.. jobs.Select(KeyOf)];
    }

    private static (JobId?, JobTag?, string) KeyOf(UnreadableJob job) => (job.Id, job.Tag, job.Attribute);
}
