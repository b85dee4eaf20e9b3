using System.Globalization;

namespace HtcondorActors.CondorIo;

/// <summary>
/// ClassAd expressions: the one place where they are put together. Strings are compared by <c>=?=</c> and
/// <c>identicalMember</c>, because <c>==</c> and <c>member</c> take "A" and "a" for the same.
/// </summary>
internal static class ClassAdText
{
    /// <summary>
    /// A string literal. Only <c>\"</c> is an escape for the tools' parser and other backslashes stay as they are, so that a
    /// value which ends in one would swallow the closing quote: both characters, and all that is not printable ASCII, are refused.
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
    /// Just these jobs, each only while it carries its tag: ids begin anew when a schedd's spool is lost. One comparison with a
    /// list per job in the queue, where a chain of <c>||</c> would cost the schedd one evaluation for each pair.
    /// </summary>
    public static string Jobs(string tagAttribute, IEnumerable<(JobTag Tag, JobId Job)> jobs) =>
        OneOf($"strcat({tagAttribute},\"|\",ClusterId,\".\",ProcId)", jobs.Select(job => $"{job.Tag}|{job.Job}"));

    public static string And(params string[] conditions) => string.Join(" && ", conditions);
}
