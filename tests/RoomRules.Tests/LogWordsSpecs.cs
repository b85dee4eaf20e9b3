using System.Text.RegularExpressions;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>
/// Tests on the pool wait for words of the sidecar's log. Words that the product no longer has would be waited for in vain, for minutes.
/// So these words stand in src as they are: in one text, between its values. What a test says of the values, it asserts afterwards.
/// </summary>
public sealed partial class LogWordsSpecs
{
    private const string EndToEnd = "tests/EndToEnd.Tests/";

    private const string Literal = @"\$?""(?:[^""\\\n]|\\.)*""";

    /// <summary>Where a test looks in the log for something else than words of the product.</summary>
    private static readonly Dictionary<string, string> Others = new()
    {
        [EndToEnd + "Sidecar.cs"] = "has these calls",
        [EndToEnd + "CommandSpecs.cs"] = "Akka's words",
        [EndToEnd + "MarkedSecretSpecs.cs"] = "a line that has only values",
        [EndToEnd + "ReplacedOutputSpecs.cs"] = "the name of a file",
        [EndToEnd + "SitePolicySpecs.cs"] = "the fields of a pod",
    };

    [Fact]
    public void Words_that_a_test_waits_for_stand_in_the_product()
    {
        var texts = Source.Files.SelectMany(file => Texts(Source.Code(file.Text))).ToHashSet();
        var waited = Waited().ToArray();
        Assert.NotEmpty(waited);
        Assert.DoesNotContain(waited, one => !texts.Any(text => text.Contains(one.Words, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_test_on_the_pool_looks_in_the_log_for_nothing_else() =>
        Assert.Equal(
            Others.Keys.Order(),
            Source
                .Tests.Where(file => file.Path.StartsWith(EndToEnd, StringComparison.Ordinal))
                .Where(file => file.Text.Contains("Printed.Contains(", StringComparison.Ordinal))
                .Select(file => file.Path)
                .Order()
        );

    /// <summary>The words of each call. An argument that is no plain text is found nowhere.</summary>
    private static IEnumerable<(string Path, string Words)> Waited() =>
        from file in Source.Tests
        let calls = file.Path.StartsWith(EndToEnd, StringComparison.Ordinal) ? Calls()
        : file.Path == "tests/ChaosRun/ChaosEnvironment.cs" ? LineCalls()
        : null
        where calls is not null
        from Match call in calls.Matches(Source.Code(file.Text))
        let words = call.Groups["words"].Value
        // The call's own declaration, or a method that hands the words on.
        where words is not ("string words" or "words")
        select (file.Path, words.StartsWith('"') ? Unquoted(words) : $"{call.Value}: plain text is expected");

    /// <summary>What stands between the values of each text.</summary>
    private static IEnumerable<string> Texts(string code) =>
        Joined()
            .Matches(code)
            .SelectMany(text =>
                Value().Split(string.Concat(One().Matches(text.Value).Select(part => Unquoted(part.Value.TrimStart('$')))))
            );

    private static string Unquoted(string literal) =>
        literal[1..^1]
            .Replace("\\\"", "\"", StringComparison.Ordinal)
            .Replace("\\n", "\n", StringComparison.Ordinal)
            .Replace(@"\\", @"\", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(?:Says|LinesWith|UntilSaysAsync)\(\s*(?:(?:SentPod )?\w+,\s*)?(?<words>" + Literal + "|string words|words|.)")]
    private static partial Regex Calls();

    [GeneratedRegex(@"\bline\.Contains\(\s*(?<words>" + Literal + ")")]
    private static partial Regex LineCalls();

    [GeneratedRegex(Literal + @"(?:\s*\+\s*" + Literal + ")*")]
    private static partial Regex Joined();

    [GeneratedRegex(Literal)]
    private static partial Regex One();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Value();
}
