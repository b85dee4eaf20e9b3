using System.Text.RegularExpressions;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Distinguishes a final refusal of a job from temporary trouble. A limit of the schedd, a missing proxy or token, a full disk, or a rule
/// such as "no jobs on Sundays" is temporary: the same job is accepted later. A job whose description cannot be parsed, or whose requests
/// violate a rule of the site, is never accepted. The patterns match the words of the real tools (tests/Fixtures/htcondor/submit-*).
/// </summary>
internal static partial class SubmitRefusal
{
    /// <param name="failure">The failure of condor_submit.</param>
    /// <param name="job">The job, or one of the jobs of its shape.</param>
    public static bool IsFinal(CondorFailure failure, SubmitDescription job) =>
        failure is { Kind: CondorFailureKind.Failed, ExitCode: not > 128, Words: var words }
        && (CannotBeRead().IsMatch(words) || (words.Contains(ByARule, StringComparison.OrdinalIgnoreCase) && NamesAField(words, job)));

    private const string ByARule = "Failed to commit job submission into the queue";

    [GeneratedRegex("Parse error in expression|I don't know about the '[^']*' universe", RegexOptions.IgnoreCase)]
    private static partial Regex CannotBeRead();

    [GeneratedRegex(@"\bRequest_?(Cpus|Memory|Disk|Gpus)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Request();

    /// <summary>True if the words of the site's rule name something that this job asks for.</summary>
    private static bool NamesAField(string words, SubmitDescription job) =>
        // Command names of one word ("priority", "rank") are ignored, because they occur in ordinary sentences.
        Request().IsMatch(words)
        || job.Commands.Any(command =>
            command.Key.Contains('_')
            && Regex.IsMatch(words, $@"(?<!\w){Regex.Escape(command.Key.TrimStart('+'))}(?!\w)", RegexOptions.IgnoreCase)
        );
}
