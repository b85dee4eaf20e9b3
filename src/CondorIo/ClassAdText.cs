using System.Globalization;

namespace HtcondorActors.CondorIo;

/// <summary>
/// The only place that builds ClassAd expressions. Strings are compared by <c>=?=</c> and <c>identicalMember</c>, because <c>==</c> and
/// <c>member</c> ignore case.
/// </summary>
internal static class ClassAdText
{
    /// <summary>
    /// Makes a string literal. The tools' parser knows only the escape <c>\"</c> and keeps other backslashes, so a final backslash would
    /// escape the closing quote. So both characters, and all characters that are not printable ASCII, are refused.
    /// </summary>
    /// <exception cref="FormatException">The text cannot be written as a literal.</exception>
    public static string Quote(string text) =>
        CanQuote(text) ? '"' + text + '"' : throw new FormatException("this text cannot be a ClassAd string");

    public static bool CanQuote(string text) => text.All(c => c is >= ' ' and <= '~' and not '"' and not '\\');

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Seconds(TimeSpan time) => Number((long)Math.Ceiling(time.TotalSeconds));

    public static string Is(string attribute, string text) => $"{attribute} =?= {Quote(text)}";

    public static string OneOf(string expression, IEnumerable<string> texts) =>
        $"identicalMember({expression},{{{string.Join(',', texts.Select(Quote))}}})";

    /// <summary>
    /// Matches exactly these jobs, each only with its tag, because a schedd that lost its spool gives the ids again. The schedd evaluates
    /// one comparison with a list per job in the queue; a chain of <c>||</c> would cost one evaluation per pair.
    /// </summary>
    public static string Jobs(string tagAttribute, IEnumerable<(JobTag Tag, JobId Job)> jobs) =>
        OneOf($"strcat({tagAttribute},\"|\",ClusterId,\".\",ProcId)", jobs.Select(job => $"{job.Tag}|{job.Job}"));

    /// <summary>
    /// Like the other <c>Jobs</c>, but a job whose global id is known is matched by its tag and that id, which no other job ever has.
    /// </summary>
    public static string Jobs(string tagAttribute, IReadOnlyCollection<JobKey> jobs)
    {
        var (named, unnamed) = (
            jobs.Where(HasName).ToArray(),
            jobs.Where(job => !HasName(job)).Select(job => (job.Tag, job.Job)).ToArray()
        );
        var byName = OneOf($"strcat({tagAttribute},\"|\",GlobalJobId)", named.Select(job => $"{job.Tag}|{job.GlobalJobId}"));
        return named.Length == 0 ? Jobs(tagAttribute, unnamed)
            : unnamed.Length == 0 ? byName
            : $"({byName} || {Jobs(tagAttribute, unnamed)})";

        // A name that cannot be written as a literal, or is so long that a full list would not fit into an argument, is as good as none.
        static bool HasName(JobKey job) => job.GlobalJobId is { Length: <= LongestGlobalId } name && CanQuote(name);
    }

    private const int LongestGlobalId = 100;

    public static string And(params string[] conditions) => string.Join(" && ", conditions);
}
