using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Says in the log which jobs cannot be read: each once, however often it is polled, and again only when another attribute is wrong or it
/// was readable in between. A schedd may have thousands of them at once, so a line names a few and counts the others.
/// </summary>
/// <param name="source">Who gave the answer: the queue or the history.</param>
/// <param name="log">Where it is said.</param>
internal sealed class UnreadableJobs(string source, ILogger log)
{
    private const int Named = 3;

    private HashSet<(JobId?, JobTag?, string)> _said = [];

    public void Show(IReadOnlyList<UnreadableJob> jobs)
    {
        if (jobs.Count + _said.Count == 0)
            return;
        // Not by the value: one that changes with each poll would be said with each poll.
        var fresh = jobs.Where(job => !_said.Contains(KeyOf(job))).ToArray();
        if (fresh.Length > 0)
            log.JobsUnreadable(fresh.Length, source, string.Join("; ", fresh.Take(Named)), fresh.Length > Named ? "; ..." : "");
        if (jobs.Count == 0)
            log.JobsReadableAgain(source);
        _said = [.. jobs.Select(KeyOf)];
    }

    private static (JobId?, JobTag?, string) KeyOf(UnreadableJob job) => (job.Id, job.Tag, job.Attribute);
}
