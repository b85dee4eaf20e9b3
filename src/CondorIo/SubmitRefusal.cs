using System.Text.RegularExpressions;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Tells a refusal of this job from trouble of the site. A limit of the schedd, a proxy or a token that is not there, a full disk or a rule
/// such as "no jobs on Sundays" passes: the same job is taken later. A job whose description cannot be read, or that a rule of the site
/// refuses for what it asks for, is never taken. The words are those of the real tools (tests/Fixtures/htcondor/submit-*).
/// </summary>
internal static partial class SubmitRefusal
{
    /// <param name="failure">What condor_submit said.</param>
    /// <param name="job">The job, or one of those of its shape.</param>
    public static bool IsFinal(CondorFailure failure, SubmitDescription job) =>
        failure is { Kind: CondorFailureKind.Failed, ExitCode: not > 128, Words: var words }
        && (CannotBeRead().IsMatch(words) || (words.Contains(ByARule, StringComparison.OrdinalIgnoreCase) && NamesAField(words, job)));

    private const string ByARule = "Failed to commit job submission into the queue";

    [GeneratedRegex("Parse error in expression|I don't know about the '[^']*' universe", RegexOptions.IgnoreCase)]
    private static partial Regex CannotBeRead();

    [GeneratedRegex(@"\bRequest_?(Cpus|Memory|Disk|Gpus)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Request();

    /// <summary>The site's own words name what it takes exception to.</summary>
    private static bool NamesAField(string words, SubmitDescription job) =>
        // A name of one word ("priority", "rank") is a word of any sentence.
        Request().IsMatch(words)
        || job.Commands.Any(command =>
            command.Key.Contains('_')
            && Regex.IsMatch(words, $@"(?<!\w){Regex.Escape(command.Key.TrimStart('+'))}(?!\w)", RegexOptions.IgnoreCase)
        );
}
